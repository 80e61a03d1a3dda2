package berth.hub.live;

import berth.core.id.HubHostName;

import java.security.cert.X509Certificate;
import java.util.List;

/// The certificate authorities that may vouch for a hub's devices of type `certificateAuthority`.
public interface TrustedAuthorities {
    /// Nobody.
    TrustedAuthorities NONE = _ -> List.of();

    List<X509Certificate> of(HubHostName hub);
}

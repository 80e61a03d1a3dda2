package berth.cli.fleet.client;

import java.util.Map;

/// How a client writes its HTTPS requests.
///
/// @param headers of every request, besides those that all send
/// @param portInHost whether `Host` names the port as well
/// @param escapesIds whether the registration ID in the path is percent-encoded
/// @param pollBody what a GET carries
///
///   Source: dps-device-protocol, sections 1.1 and 1.2.
public record HttpsManners(
        Map<String, String> headers, boolean portInHost, boolean escapesIds, String pollBody) {
    public HttpsManners {
        headers = Map.copyOf(headers);
    }
}

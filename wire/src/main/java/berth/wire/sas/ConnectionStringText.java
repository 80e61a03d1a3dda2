package berth.wire.sas;

import berth.core.id.HostName;
import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Connection strings of shared access policies, for a provisioning service or a hub.
///
/// ```text
/// HostName={host};SharedAccessKeyName={policy};SharedAccessKey={base64}
/// ```
///
/// Source: dps-service-api, section 0.2.
public final class ConnectionStringText {
    /// What is shown in the place of a key.
    public static final String MASK = "****";

    private static final String HOST = "HostName";
    private static final String POLICY = "SharedAccessKeyName";
    private static final String KEY = "SharedAccessKey";
    private static final int LENGTH_MAX = 1024;

    /// What a connection string says.
    ///
    /// @param key null where it stands masked
    public record Parts(HostName host, String policyName, @Nullable Secret key) {}

    private ConnectionStringText() {}

    /// Reads a connection string; names are compared without case, their order does not matter.
    ///
    /// @throws IllegalArgumentException when it is none; the message repeats nothing of it
    public static Parts parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("is too long for a connection string");
        }
        var fields = new HashMap<String, String>();
        for (var field : text.strip().split(";", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        field.substring(equals + 1).strip());
            }
        }
        var key = field(fields, KEY);
        var host = field(fields, HOST);
        var policy = field(fields, POLICY);
        try {
            return new Parts(
                    new HostName(host), policy, key.equals(MASK) ? null : Secret.ofBase64(key));
        } catch (IllegalArgumentException _) {
            // The cause repeats the host, or says less than this.
            throw new IllegalArgumentException(
                    "needs a host name as HostName and base64 as SharedAccessKey");
        }
    }

    /// As it is shown: with the key masked.
    public static String masked(HostName host, String policyName) {
        return "%s=%s;%s=%s;%s=%s".formatted(HOST, host, POLICY, policyName, KEY, MASK);
    }

    private static String field(Map<String, String> fields, String name) {
        var value = fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("has no " + name);
        }
        return value;
    }
}

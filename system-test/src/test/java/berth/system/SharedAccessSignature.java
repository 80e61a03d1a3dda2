package berth.system;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Shared access signatures for requests that no stock client would sign. Written apart from the
/// server's own code, so that the two check each other.
///
/// Source: dps-service-api section 1.1, dps-device-protocol section 4.2.
final class SharedAccessSignature {
    private SharedAccessSignature() {}

    /// A token of the policy in a service connection string.
    static String ofConnectionString(String connectionString, Instant expiry)
            throws GeneralSecurityException {
        var fields = fields(connectionString);
        return of(
                fields.get("HostName"),
                fields.get("SharedAccessKey"),
                fields.get("SharedAccessKeyName"),
                expiry);
    }

    static String ofDevice(String idScope, String registrationId, String key, Instant expiry)
            throws GeneralSecurityException {
        return of(idScope + "/registrations/" + registrationId, key, "registration", expiry);
    }

    static String of(String resource, String base64Key, String policy, Instant expiry)
            throws GeneralSecurityException {
        var sr = encoded(resource);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(base64Key), "HmacSHA256"));
        var text = sr + "\n" + expiry.getEpochSecond();
        var sig =
                Base64.getEncoder()
                        .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        return "SharedAccessSignature sr=%s&sig=%s&se=%d&skn=%s"
                .formatted(sr, encoded(sig), expiry.getEpochSecond(), policy);
    }

    private static Map<String, String> fields(String connectionString) {
        var fields = new LinkedHashMap<String, String>();
        for (var field : connectionString.split(";", -1)) {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return fields;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

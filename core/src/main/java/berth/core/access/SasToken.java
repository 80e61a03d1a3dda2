package berth.core.access;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A shared access signature as it arrived, taken apart but not judged.
///
/// @param resourceText the `sr` text exactly as transmitted: it is what was signed
/// @param resource `sr` percent-decoded once
/// @param signature the decoded signature
/// @param expiryText the `se` text exactly as transmitted
/// @param expirySeconds `se` as Unix seconds
/// @param policyName `skn`, or null when absent or empty
///
///   Source: dps-device-protocol section 4.2, dps-service-api section 1.1.
public record SasToken(
        String resourceText,
        String resource,
        ByteString signature,
        String expiryText,
        long expirySeconds,
        @Nullable String policyName) {

    public Optional<String> policy() {
        return Optional.ofNullable(policyName);
    }

    @Override
    public String toString() {
        return "SasToken[" + resource + ", se=" + expiryText + "]";
    }
}

package berth.endpoint.service;

import berth.core.id.ByteString;
import berth.core.instance.ServiceInstance;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// Continuation tokens: where the next page begins, sealed so that a token is good only for the
/// listing that gave it. The seal's key is made of the instance's own access keys: every node knows
/// it, it outlives a restart, and tokens of another instance cannot pass.
///
/// ```text
/// base64url( HMAC-SHA256(key, listing NUL after), 32 bytes | after, UTF-8 )
/// ```
///
/// Source: dps-service-api, section 2.7; reliability, section 8.
final class Continuations {
    private static final int SEAL_BYTES = 32;
    private static final int TOKEN_LENGTH_MAX = 1024;
    private static final byte[] PURPOSE = "continuation".getBytes(StandardCharsets.UTF_8);

    /// What is being listed.
    ///
    /// @param operation the kind of listing
    /// @param within the group whose registrations are listed; empty for others
    /// @param query the text of the query
    record Listing(
            ServiceInstance instance, ServiceOperation operation, String within, String query) {}

    private Continuations() {}

    static String issue(Listing listing, String after) {
        var token = new ByteArrayOutputStream();
        token.writeBytes(seal(listing, after));
        token.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.toByteArray());
    }

    /// The key to continue after, or empty for a token that was not issued for this listing.
    static Optional<String> open(Listing listing, String token) {
        if (token.length() > TOKEN_LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length < SEAL_BYTES) {
                return Optional.empty();
            }
            var seal = ByteString.of(Arrays.copyOf(bytes, SEAL_BYTES));
            var rest = ByteBuffer.wrap(bytes, SEAL_BYTES, bytes.length - SEAL_BYTES);
            var after = StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
            return seal.equalsInConstantTime(ByteString.of(seal(listing, after)))
                    ? Optional.of(after)
                    : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            // Neither base64 nor UTF-8: not a token of ours. The caller is told just that.
            return Optional.empty();
        }
    }

    private static byte[] seal(Listing listing, String after) {
        var query = ByteString.sha256(listing.query().getBytes(StandardCharsets.UTF_8)).hex();
        var sealed =
                String.join(
                        "\0",
                        listing.instance().scope().value(),
                        listing.operation().name(),
                        listing.within(),
                        query,
                        after);
        return HmacSha256.of(key(listing.instance()), sealed.getBytes(StandardCharsets.UTF_8));
    }

    private static Secret key(ServiceInstance instance) {
        var material = new ByteArrayOutputStream();
        instance.policies()
                .forEach(
                        policy ->
                                material.writeBytes(
                                        HmacSha256.of(policy.keys().primary(), PURPOSE)));
        return Secret.of(ByteString.sha256(material.toByteArray()).toByteArray());
    }
}

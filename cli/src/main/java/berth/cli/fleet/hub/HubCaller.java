package berth.cli.fleet.hub;

import berth.cli.fleet.DeviceCredential;
import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.wire.uri.PercentEncoding;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Who calls a hub: one device with the credential it was provisioned with.
///
/// @param host the hub it was assigned to
/// @param tokenLife how long its tokens are good for
/// @param clock judges the dates in tokens only
///
///   Source: iot-hub-protocol, section 1.1.
public record HubCaller(
        String host,
        String deviceId,
        DeviceCredential credential,
        Duration tokenLife,
        InstantSource clock) {
    private static final Duration USUAL = Duration.ofHours(1);

    public static HubCaller of(
            String host, String deviceId, DeviceCredential credential, InstantSource clock) {
        return new HubCaller(host, deviceId, credential, USUAL, clock);
    }

    /// What its token is for: `{host}/devices/{id}`.
    public String resource() {
        return host + "/devices/" + deviceId;
    }

    /// Signs a new token; devices with a certificate have none.
    ///
    /// @throws IllegalStateException when a TPM has not been given a key yet
    public Optional<String> token() {
        return switch (credential) {
            case DeviceCredential.Certificate _ -> Optional.empty();
            case DeviceCredential.SymmetricKey(var key) ->
                    Optional.of(signed(m -> ByteString.of(HmacSha256.of(key, m.toByteArray()))));
            case DeviceCredential.Tpm(var chip) -> Optional.of(signed(chip::sign));
        };
    }

    private String signed(UnaryOperator<ByteString> signer) {
        var sr = PercentEncoding.encode(resource());
        long se = clock.instant().plus(tokenLife).getEpochSecond();
        var message = ByteString.of((sr + "\n" + se).getBytes(StandardCharsets.UTF_8));
        return "SharedAccessSignature sr=%s&sig=%s&se=%d"
                .formatted(sr, PercentEncoding.encode(signer.apply(message).base64()), se);
    }
}

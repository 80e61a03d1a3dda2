package berth.cli.fleet;

import berth.cli.fleet.client.StockClient;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.HmacSha256;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Who calls: one device as all its connections introduce it. The token outlives a connection,
/// because operations are polled with the token they were begun with. For one thread.
public final class DeviceCaller {
    private final String idScope;
    private final SimulatedDevice device;
    private final InstantSource clock;
    private @Nullable String token;

    public DeviceCaller(String idScope, SimulatedDevice device, InstantSource clock) {
        this.idScope = idScope;
        this.device = device;
        this.clock = clock;
    }

    public String idScope() {
        return idScope;
    }

    public String registrationId() {
        return device.registrationId();
    }

    public StockClient client() {
        return device.client();
    }

    public DeviceCredential credential() {
        return device.credential();
    }

    /// `{scope}/registrations/{registrationId}`
    public String resource() {
        return idScope + "/registrations/" + registrationId();
    }

    /// Signs a new token, which is in force from now on; devices with a certificate have none.
    ///
    /// @throws IllegalStateException when a TPM has not been given a key yet
    public Optional<String> renewToken() {
        token =
                switch (device.credential()) {
                    case DeviceCredential.Certificate _ -> null;
                    case DeviceCredential.SymmetricKey(var key) ->
                            signed(m -> ByteString.of(HmacSha256.of(key, m.toByteArray())));
                    case DeviceCredential.Tpm(var chip) -> signed(chip::sign);
                };
        return token();
    }

    /// The token in force, if one has been signed.
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    private String signed(UnaryOperator<ByteString> signer) {
        var manners = client().tokens(device.credential().mechanism());
        return manners.token(
                idScope, registrationId(), clock.instant().plus(manners.life()), signer);
    }

    /// @param proven whether a challenge has been answered before
    public String registration(boolean proven) {
        return client().body().text(device.transport(), registrationId(), tpmKeys(), proven);
    }

    private @Nullable JsonObject tpmKeys() {
        return device.credential() instanceof DeviceCredential.Tpm(var chip)
                ? new JsonObject(
                        Map.of(
                                "endorsementKey", new JsonString(chip.endorsementKey().base64()),
                                "storageRootKey", new JsonString(chip.storageRootKey().base64())))
                : null;
    }
}

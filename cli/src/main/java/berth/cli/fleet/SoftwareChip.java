package berth.cli.fleet;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.tpm.SoftwareTpm;
import berth.core.tpm.TpmRefused;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One device's TPM in software. Several may share the key pairs, which are costly to make: what a
/// device is given stays in its own.
public final class SoftwareChip implements TpmChip {
    private final SoftwareTpm keys;
    private @Nullable Secret key;

    public SoftwareChip(SoftwareTpm keys) {
        this.keys = keys;
    }

    @Override
    public ByteString endorsementKey() {
        return keys.endorsementKey();
    }

    @Override
    public ByteString storageRootKey() {
        return keys.storageRootKey();
    }

    @Override
    public Optional<String> importKey(ByteString authenticationKey) {
        try {
            key = keys.activate(authenticationKey);
            return Optional.empty();
        } catch (TpmRefused e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public ByteString sign(ByteString message) {
        var imported = key;
        if (imported == null) {
            throw new IllegalStateException("no key has been imported");
        }
        return ByteString.of(HmacSha256.of(imported, message.toByteArray()));
    }
}

package berth.system;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.tpm.SoftwareTpm;
import berth.core.tpm.TpmRefused;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;

/// A TPM in memory: for what needs no emulator.
final class SoftwareDeviceTpm implements DeviceTpm {
    private final SoftwareTpm tpm = SoftwareTpm.generate(new SecureRandom());
    private @Nullable Secret key;

    @Override
    public ByteString endorsementKey() {
        return tpm.endorsementKey();
    }

    @Override
    public ByteString storageRootKey() {
        return tpm.storageRootKey();
    }

    @Override
    public void activate(ByteString blob) {
        try {
            key = tpm.activate(blob);
        } catch (TpmRefused e) {
            throw new IllegalStateException("the blob is not for this TPM", e);
        }
    }

    @Override
    public ByteString sign(ByteString data) {
        if (key == null) {
            throw new IllegalStateException("no key was activated");
        }
        return ByteString.of(HmacSha256.of(key, data.toByteArray()));
    }
}

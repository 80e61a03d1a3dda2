package berth.store.sealing;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that wraps data keys. Its ID is derived from it, so that a wrong key file is told from a
/// damaged database.
public final class KeyEncryptionKey {
    static final int BYTES = 32;

    private final SecretKey key;
    private final long id;
    private final Path source;

    /// @param source for messages
    KeyEncryptionKey(Secret key, Path source) {
        if (key.length() != BYTES) {
            throw new IllegalArgumentException("a key-encryption key has 32 bytes");
        }
        this.key = new SecretKeySpec(key.reveal(), "AES");
        this.id = ByteBuffer.wrap(ByteString.sha256(key.reveal()).toByteArray()).getLong();
        this.source = source;
    }

    WrappedDataKey wrap(DataKey dataKey, RandomGenerator random) {
        var clear = dataKey.key().getEncoded();
        var wrapped = Envelope.seal(key, id, place(dataKey.scope(), dataKey.id()), clear, random);
        return new WrappedDataKey(dataKey.scope(), dataKey.id(), ByteString.of(wrapped));
    }

    /// @throws KeyFileRefused when it was wrapped by another key, or changed
    DataKey unwrap(WrappedDataKey wrapped) {
        var bytes = wrapped.wrapped().toByteArray();
        try {
            if (Envelope.keyId(bytes) != id) {
                throw new KeyFileRefused(
                        source,
                        "does not hold the key that the database's secrets are sealed with:"
                                + " use the file this database was made with");
            }
            var clear = Envelope.open(key, place(wrapped.scope(), wrapped.id()), bytes);
            return new DataKey(wrapped.scope(), wrapped.id(), new SecretKeySpec(clear, "AES"));
        } catch (Unsealable e) {
            throw new KeyFileRefused(source, "does not open the data key of " + wrapped.scope(), e);
        }
    }

    private static byte[] place(String scope, long id) {
        var rowKey = HexFormat.of().toHexDigits(id);
        return new SealedPlace(scope, "data_key", "wrapped", rowKey)
                .associatedData(Envelope.VERSION);
    }
}

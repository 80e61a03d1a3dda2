package berth.store.sealing;

import java.util.random.RandomGenerator;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that seals the secrets of one scope.
///
/// @param scope an ID scope or the host name of a hub
/// @param id random
record DataKey(String scope, long id, SecretKey key) {
    static DataKey generate(String scope, RandomGenerator random) {
        var bytes = new byte[KeyEncryptionKey.BYTES];
        random.nextBytes(bytes);
        return new DataKey(scope, random.nextLong(), new SecretKeySpec(bytes, "AES"));
    }

    @Override
    public String toString() {
        return "DataKey[" + scope + ", " + id + "]";
    }
}

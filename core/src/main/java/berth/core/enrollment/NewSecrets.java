package berth.core.enrollment;

import berth.core.id.ETag;
import berth.core.secret.SymmetricKeys;

import java.util.random.RandomGenerator;

/// The random parts of one write, drawn before the transaction so that the decision inside it can
/// be repeated.
///
/// @param etag the record's next tag
/// @param keys used as far as the record needs new keys
public record NewSecrets(ETag etag, SymmetricKeys keys) {
    public static NewSecrets draw(RandomGenerator random) {
        return new NewSecrets(ETag.fresh(random), SymmetricKeys.generate(random));
    }
}

package berth.store.sql;

import berth.core.attestation.TpmChallenge;
import berth.core.attestation.TpmChallengeStore;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.store.document.TpmChallengeDocument;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Challenges to TPMs in the database, sealed whole: a changed row opens as nothing.
public final class SqlTpmChallengeStore implements TpmChallengeStore {
    private static final String CHALLENGE = "challenge";

    private final Database database;
    private final Sealing sealing;

    SqlTpmChallengeStore(Database database, Sealing sealing) {
        this.database = database;
        this.sealing = sealing;
    }

    private static final String PUT =
            """
            INSERT INTO tpm_challenge (scope, registration_id, challenge, issued_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (scope, registration_id)
            DO UPDATE SET challenge = excluded.challenge, issued_at = excluded.issued_at
            """;

    @Override
    public void put(IdScope scope, RegistrationId id, TpmChallenge challenge) {
        sealing.ready(scope.value());
        database.write(
                "challenge of " + id,
                session ->
                        session.query(PUT)
                                .bind(scope.value())
                                .bind(id.value())
                                .bind(
                                        stored(scope.value(), id.value())
                                                .seal(
                                                        CHALLENGE,
                                                        TpmChallengeDocument.of(challenge)))
                                .bind(challenge.issuedAt())
                                .run());
    }

    private static final String FIND =
            """
            SELECT scope, registration_id, challenge FROM tpm_challenge
            WHERE scope = ? AND registration_id = ?
            """;

    @Override
    public Optional<TpmChallenge> find(IdScope scope, RegistrationId id) {
        return database.read(
                "challenge of " + id,
                session ->
                        session.query(FIND).bind(scope.value()).bind(id.value()).first(this::read));
    }

    private TpmChallenge read(Row row) throws SQLException {
        var stored = stored(row.text("scope"), row.text("registration_id"));
        var sealed = row.bytes(CHALLENGE);
        return stored.decode(() -> TpmChallengeDocument.challenge(stored.open(CHALLENGE, sealed)));
    }

    private StoredRow stored(String scope, String registrationId) {
        return new StoredRow(sealing, "tpm_challenge", scope, registrationId);
    }

    private static final String FORGET =
            """
            DELETE FROM tpm_challenge
            WHERE (scope, registration_id) IN (
                SELECT scope, registration_id FROM tpm_challenge
                WHERE issued_at <= ?
                ORDER BY issued_at
                LIMIT ?)
            """;

    @Override
    public int forget(Duration olderThan, int limit) {
        if (olderThan.compareTo(TpmChallenge.LIFE) < 0) {
            throw new IllegalArgumentException(
                    "a challenge is kept for " + TpmChallenge.LIFE + " at least");
        }
        return database.write(
                "forgetting challenges",
                session ->
                        session.query(FORGET)
                                .bind(session.now().minus(olderThan))
                                .bind(limit)
                                .run());
    }
}

package berth.testkit.store;

import berth.core.attestation.TpmChallengeStore;

import java.time.Instant;
import java.time.InstantSource;

class InMemoryTpmChallengeStoreTest extends TpmChallengeStoreContract {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final InMemoryTpmChallengeStore store =
            new InMemoryTpmChallengeStore(InstantSource.fixed(NOW));

    @Override
    protected TpmChallengeStore store() {
        return store;
    }

    @Override
    protected Instant now() {
        return NOW;
    }
}

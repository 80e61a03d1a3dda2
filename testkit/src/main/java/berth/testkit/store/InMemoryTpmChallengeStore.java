package berth.testkit.store;

import berth.core.attestation.TpmChallenge;
import berth.core.attestation.TpmChallengeStore;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Challenges to TPMs in memory. Any thread.
public final class InMemoryTpmChallengeStore implements TpmChallengeStore {
    private record Key(IdScope scope, RegistrationId id) {}

    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final Map<Key, TpmChallenge> challenges = new HashMap<>();

    public InMemoryTpmChallengeStore(InstantSource clock) {
        this.clock = clock;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// How many challenges are kept.
    public synchronized int size() {
        return challenges.size();
    }

    @Override
    public synchronized void put(IdScope scope, RegistrationId id, TpmChallenge challenge) {
        failures.happen();
        challenges.put(new Key(scope, id), challenge);
    }

    @Override
    public synchronized Optional<TpmChallenge> find(IdScope scope, RegistrationId id) {
        failures.happen();
        return Optional.ofNullable(challenges.get(new Key(scope, id)));
    }

    @Override
    public synchronized int forget(Duration olderThan, int limit) {
        failures.happen();
        if (olderThan.compareTo(TpmChallenge.LIFE) < 0) {
            throw new IllegalArgumentException("a challenge is kept for its life at least");
        }
        var latest = clock.instant().minus(olderThan);
        var old =
                challenges.entrySet().stream()
                        .filter(entry -> !entry.getValue().issuedAt().isAfter(latest))
                        .sorted(Comparator.comparing(entry -> entry.getValue().issuedAt()))
                        .limit(limit)
                        .map(Map.Entry::getKey)
                        .toList();
        old.forEach(challenges::remove);
        return old.size();
    }
}

package berth.core.attestation;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Duration;
import java.util.Optional;

/// Keeps the newest challenge of each registration where every node sees it. Calls block; what a
/// call wrote is durable when it returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface TpmChallengeStore {
    /// Replaces whatever challenge the registration had.
    void put(IdScope scope, RegistrationId id, TpmChallenge challenge);

    Optional<TpmChallenge> find(IdScope scope, RegistrationId id);

    /// Deletes challenges that were issued longer than `olderThan` ago, at most `limit` of them.
    ///
    /// @param olderThan at least [TpmChallenge#LIFE]
    /// @return how many
    int forget(Duration olderThan, int limit);
}

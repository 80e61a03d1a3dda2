package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.attestation.TpmChallenge;
import berth.core.attestation.TpmChallengeStore;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.secret.Secret;
import berth.core.tpm.TpmIdentity;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// What every [TpmChallengeStore] keeps. The store may hold challenges of other scopes.
public abstract class TpmChallengeStoreContract {
    private static final RegistrationId METER = new RegistrationId("meter-7");

    private final Random random = new Random(7);
    private final IdScope scope = Samples.freshScope();

    protected abstract TpmChallengeStore store();

    /// The store's own time, roughly.
    protected abstract Instant now();

    private TpmChallenge challenge(Instant issuedAt) {
        return new TpmChallenge(
                OperationId.fresh(random),
                TpmIdentity.decoy(random),
                Secret.random(32, random),
                issuedAt);
    }

    @Test
    void aChallengeIsFoundAsItWasPut() {
        var challenge = challenge(now());

        store().put(scope, METER, challenge);

        assertThat(store().find(scope, METER)).contains(challenge);
    }

    @Test
    void aNewerChallengeReplacesTheOlder() {
        var newer = challenge(now());
        store().put(scope, METER, challenge(now()));

        store().put(scope, METER, newer);

        assertThat(store().find(scope, METER)).contains(newer);
    }

    @Test
    void aChallengeBelongsToOneScopeAndOneRegistration() {
        store().put(scope, METER, challenge(now()));

        assertThat(store().find(scope, new RegistrationId("meter-8"))).isEmpty();
        assertThat(store().find(Samples.freshScope(), METER)).isEmpty();
    }

    @Test
    void oldChallengesAreForgotten() {
        var young = challenge(now().minus(Duration.ofMinutes(20)));
        store().put(scope, METER, challenge(now().minus(Duration.ofMinutes(40))));
        store().put(scope, new RegistrationId("meter-8"), young);

        store().forget(Duration.ofMinutes(30), 1_000);

        assertThat(store().find(scope, METER)).isEmpty();
        assertThat(store().find(scope, new RegistrationId("meter-8"))).contains(young);
    }

    @Test
    void onlySoManyAreForgottenAtOnceTheOldestFirst() {
        var longAgo = now().minus(Duration.ofDays(2));
        for (int i = 0; i < 3; i++) {
            store().put(scope, new RegistrationId("old-" + i), challenge(longAgo.plusSeconds(i)));
        }

        assertThat(store().forget(Duration.ofDays(1), 2)).isEqualTo(2);

        assertThat(store().find(scope, new RegistrationId("old-1"))).isEmpty();
        assertThat(store().find(scope, new RegistrationId("old-2"))).isPresent();
        assertThat(store().forget(Duration.ofDays(1), 2)).isEqualTo(1);
    }

    @Test
    void aChallengeThatIsStillGoodCannotBeForgotten() {
        assertThatThrownBy(() -> store().forget(TpmChallenge.LIFE.minusNanos(1), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Evidence;
import berth.core.attestation.TpmChallenge;
import berth.core.audit.AuditEvent;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.OperationStatus.StatusOutcome;
import berth.core.secret.Secret;
import berth.core.tpm.AuthenticationKey;
import berth.core.tpm.SoftwareTpm;
import berth.core.tpm.TpmRefused;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;

/// The two rounds of a TPM and what they must never do. Source: dps-device-protocol sections 1.6,
/// 3.3 and 4.6, reliability section 8.
class TpmChallengeTest {
    private static final SoftwareTpm TPM = SoftwareTpm.generate(new SecureRandom());
    private static final SoftwareTpm OTHER = SoftwareTpm.generate(new SecureRandom());
    private static final RegistrationId UNKNOWN = new RegistrationId("nobody-9");

    private final TpmScene scene = new TpmScene();

    private static ServiceError error(RegisterOutcome outcome) {
        return switch (outcome) {
            case RegisterOutcome.Refused(var refusal) -> refusal.error();
            case RegisterOutcome.Assigning _, RegisterOutcome.Challenge _ ->
                    throw new AssertionError("not refused: " + outcome);
        };
    }

    private static ServiceError error(StatusOutcome outcome) {
        return switch (outcome) {
            case StatusOutcome.Refused(var refusal) -> refusal.error();
            case StatusOutcome.Found _ -> throw new AssertionError("not refused: " + outcome);
        };
    }

    private OperationId assigned(Evidence.Token token) {
        var id = scene.admitted(token);
        scene.run(id);
        return id;
    }

    @Test
    void theEnrolledTpmIsAssignedAndGivenTheKeyThatItsHubHas() throws TpmRefused {
        scene.enroll(TPM);
        var first = scene.challenged(TPM);
        var token = scene.token(first);

        var operation = assigned(token);

        var hubKey = TPM.activate(scene.hubKey(operation, token));
        assertThat(hubKey).isEqualTo(scene.keyInHub()).isNotEqualTo(first);
        assertThat(hubKey.length()).isEqualTo(32);
    }

    @Test
    void untilTheDeviceIsAssignedThereIsNoKey() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));

        var operation = scene.admitted(token);

        assertThat(scene.poll(operation, token)).isInstanceOf(StatusOutcome.Found.class);
        assertThat(scene.hubKey(operation, token)).isNull();
    }

    @Test
    void everyFetchIsWrappedAnewAroundTheSameKey() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));
        var operation = assigned(token);

        var one = scene.hubKey(operation, token);
        var other = scene.hubKey(operation, token);

        assertThat(one).isNotEqualTo(other);
        assertThat(TPM.activate(one)).isEqualTo(TPM.activate(other));
    }

    @Test
    void publicKeysAloneOpenNothing() throws TpmRefused {
        scene.enroll(TPM);
        var operation = assigned(scene.token(scene.challenged(TPM)));

        assertThat(scene.poll(operation, TpmScene.keys(TPM)))
                .isInstanceOf(StatusOutcome.Refused.class);
        assertThat(scene.connected(AssignmentScene.ID, TpmScene.keys(TPM))).isPresent();
    }

    @Test
    void anotherTpmIsRefusedWithoutAChallenge() {
        scene.enroll(TPM);

        assertThat(error(scene.register(TpmScene.keys(OTHER))))
                .isEqualTo(ServiceError.UNAUTHORIZED);
        assertThat(scene.challenges.size()).isZero();
        assertThat(scene.house.audit.all())
                .extracting(AuditEvent::action)
                .containsExactly("registration.refused");
    }

    /// Otherwise somebody who knows a public endorsement key could name a parent of his own.
    @Test
    void anEnrolledStorageRootKeyMustMatchToo() throws TpmRefused {
        scene.enroll(
                AssignmentScene.SCOPE, AssignmentScene.ID, TPM, true, ProvisioningStatus.ENABLED);
        var mixed = new Evidence.TpmKeys(TPM.endorsementKey(), OTHER.storageRootKey());

        assertThat(error(scene.register(mixed))).isEqualTo(ServiceError.UNAUTHORIZED);
        assertThat(scene.challenged(TPM).length()).isEqualTo(32);
    }

    /// The blob needs both private halves: of the enrolled endorsement key, and of the storage root
    /// key that was shown with it.
    @Test
    void aForeignStorageRootKeyOpensNothingEvenIfNoneIsEnrolled() {
        scene.enroll(TPM);
        var mixed = new Evidence.TpmKeys(TPM.endorsementKey(), OTHER.storageRootKey());

        var outcome = (RegisterOutcome.Challenge) scene.register(mixed);

        assertThat(activates(TPM, outcome.blob())).isFalse();
        assertThat(activates(OTHER, outcome.blob())).isFalse();
    }

    private static boolean activates(SoftwareTpm tpm, ByteString blob) {
        try {
            return tpm.activate(blob).length() > 0;
        } catch (TpmRefused _) {
            return false;
        }
    }

    @Test
    void anUnknownRegistrationIsToldSoAndLeavesNothingBehind() {
        assertThat(error(scene.register(TpmScene.keys(TPM))))
                .isEqualTo(ServiceError.ENROLLMENT_NOT_FOUND);
        assertThat(scene.challenges.size()).isZero();
    }

    @Test
    void keysThatAreNoneAreABadRequest() {
        scene.enroll(TPM);
        var short1 = new Evidence.TpmKeys(ByteString.of((byte) 1), TPM.storageRootKey());
        var short2 = new Evidence.TpmKeys(TPM.endorsementKey(), ByteString.of((byte) 1));
        var missing = new Evidence.TpmKeys(TPM.endorsementKey(), null);

        assertThat(error(scene.register(short1))).isEqualTo(ServiceError.INVALID_ARGUMENT);
        assertThat(error(scene.register(short2))).isEqualTo(ServiceError.INVALID_ARGUMENT);
        assertThat(error(scene.register(missing))).isEqualTo(ServiceError.INVALID_ARGUMENT);
    }

    @Test
    void aChallengeIsOverAfterFiveMinutes() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));

        scene.house.clock.pass(TpmChallenge.LIFE);

        assertThat(error(scene.register(token))).isEqualTo(ServiceError.UNAUTHORIZED);
    }

    @Test
    void aChallengeIsGoodUntilThen() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));

        scene.house.clock.pass(TpmChallenge.LIFE.minusMillis(1));

        assertThat(scene.register(token)).isInstanceOf(RegisterOutcome.Assigning.class);
    }

    @Test
    void aNewerChallengeReplacesTheOlder() throws TpmRefused {
        scene.enroll(TPM);
        var older = scene.challenged(TPM);
        var newer = scene.challenged(TPM);

        assertThat(error(scene.register(scene.token(older)))).isEqualTo(ServiceError.UNAUTHORIZED);
        assertThat(scene.register(scene.token(newer)))
                .isInstanceOf(RegisterOutcome.Assigning.class);
        assertThat(scene.challenges.size()).isEqualTo(1);
    }

    /// The key goes to one TPM for one registration of one scope: signing for another with it is
    /// not enough.
    @Test
    void aChallengeBelongsToItsScopeAndItsRegistration() throws TpmRefused {
        var sibling = new RegistrationId("meter-8");
        var foreign = new IdScope("0neABCDEF02");
        scene.enroll(TPM);
        scene.enroll(AssignmentScene.SCOPE, sibling, TPM, false, ProvisioningStatus.ENABLED);
        scene.enroll(foreign, AssignmentScene.ID, TPM, false, ProvisioningStatus.ENABLED);
        var key = scene.challenged(TPM);
        scene.register(AssignmentScene.SCOPE, sibling, TpmScene.keys(TPM));
        scene.register(foreign, AssignmentScene.ID, TpmScene.keys(TPM));
        var hour = Duration.ofHours(1);

        var forSibling = scene.token(AssignmentScene.SCOPE, sibling, key, hour);
        var forForeign = scene.token(foreign, AssignmentScene.ID, key, hour);

        assertThat(error(scene.register(AssignmentScene.SCOPE, sibling, forSibling)))
                .isEqualTo(ServiceError.UNAUTHORIZED);
        assertThat(error(scene.register(foreign, AssignmentScene.ID, forForeign)))
                .isEqualTo(ServiceError.UNAUTHORIZED);
        assertThat(error(scene.register(forSibling))).isEqualTo(ServiceError.UNAUTHORIZED);
    }

    @Test
    void enrollingAnotherTpmEndsTheChallengeOfTheFirst() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));

        scene.enroll(OTHER);

        assertThat(error(scene.register(token))).isEqualTo(ServiceError.UNAUTHORIZED);
    }

    @Test
    void aTpmThatWasClearedIsServedWithItsNewStorageRootKey() throws TpmRefused {
        var random = new SecureRandom();
        var endorsement = SoftwareTpm.keyPair(random);
        var before = new SoftwareTpm(endorsement, SoftwareTpm.keyPair(random));
        var after = new SoftwareTpm(endorsement, SoftwareTpm.keyPair(random));
        scene.enroll(before);
        assigned(scene.token(scene.challenged(before)));

        var token = scene.token(scene.challenged(after));
        var operation = assigned(token);

        assertThat(after.activate(scene.hubKey(operation, token))).isEqualTo(scene.keyInHub());
    }

    @Test
    void aWrongSignatureIsRefused() throws TpmRefused {
        scene.enroll(TPM);
        scene.challenged(TPM);

        assertThat(error(scene.register(scene.token(Secret.of(new byte[32])))))
                .isEqualTo(ServiceError.UNAUTHORIZED);
    }

    @Nested
    class OneChallengeOpensOneOperation {
        @Test
        void whileItRuns() throws TpmRefused {
            scene.enroll(TPM);
            var token = scene.token(scene.challenged(TPM));

            assertThat(scene.admitted(token)).isEqualTo(scene.admitted(token));
        }

        @Test
        void afterItsEnd() throws TpmRefused {
            scene.enroll(TPM);
            var token = scene.token(scene.challenged(TPM));
            var operation = assigned(token);
            var before = scene.house.registration();

            assertThat(scene.admitted(token)).isEqualTo(operation);
            assertThat(scene.house.registration()).isEqualTo(before);
            assertThat(TPM.activate(scene.hubKey(operation, token))).isEqualTo(scene.keyInHub());
        }

        @Test
        void evenWhenAnOperatorDeletesTheRegistrationMeanwhile() throws TpmRefused {
            scene.enroll(TPM);
            var token = scene.token(scene.challenged(TPM));
            var operation = scene.admitted(token);
            scene.house.lifecycle().forget(scene.house.wish());

            assertThat(scene.admitted(token)).isEqualTo(operation);
            assertThat(error(scene.poll(operation, token)))
                    .isEqualTo(ServiceError.REGISTRATION_NOT_FOUND);
            assertThat(scene.house.registrations.operations()).hasSize(1);
        }
    }

    /// Whoever knows a public key can have a challenge made; that must not cut off the TPM that is
    /// being served.
    @Test
    void pollsGoOnWhenANewerChallengeIsIssued() throws TpmRefused {
        scene.enroll(TPM);
        var token = scene.token(scene.challenged(TPM));
        var operation = assigned(token);

        scene.register(TpmScene.keys(TPM));

        assertThat(TPM.activate(scene.hubKey(operation, token))).isEqualTo(scene.keyInHub());
    }

    /// A token of 30 s, made once before the registration, as one stock client does.
    @Test
    void pollsGoOnWhenTheTokenAndTheChallengeAreOver() throws TpmRefused {
        scene.enroll(TPM);
        var token =
                scene.token(
                        AssignmentScene.SCOPE,
                        AssignmentScene.ID,
                        scene.challenged(TPM),
                        Duration.ofSeconds(30));
        var operation = assigned(token);

        scene.house.clock.pass(Duration.ofMinutes(9));
        assertThat(scene.hubKey(operation, token)).isNotNull();

        scene.house.clock.pass(Duration.ofMinutes(2));
        assertThat(error(scene.poll(operation, token))).isEqualTo(ServiceError.UNAUTHORIZED);
    }

    @Test
    void aDeviceThatStartsOverJoinsTheRunningOperationWithItsNewToken() throws TpmRefused {
        scene.enroll(TPM);
        var operation = scene.admitted(scene.token(scene.challenged(TPM)));

        var token = scene.token(scene.challenged(TPM));

        assertThat(scene.admitted(token)).isEqualTo(operation);
        scene.run(operation);
        assertThat(TPM.activate(scene.hubKey(operation, token))).isEqualTo(scene.keyInHub());
    }

    @Test
    void aLaterRegistrationBringsANewKeyAndTheHubHasItFirst() throws TpmRefused {
        scene.enroll(TPM);
        var oldToken = scene.token(scene.challenged(TPM));
        var oldOperation = assigned(oldToken);
        var oldKey = scene.keyInHub();

        var token = scene.token(scene.challenged(TPM));
        var operation = scene.admitted(token);

        assertThat(scene.operation(operation).state()).isEqualTo(OperationState.ADMITTED);
        assertThat(scene.hubKey(operation, token)).isNull();
        scene.run(operation);
        assertThat(scene.keyInHub()).isNotEqualTo(oldKey);
        assertThat(TPM.activate(scene.hubKey(operation, token))).isEqualTo(scene.keyInHub());
        assertThat(error(scene.poll(oldOperation, oldToken)))
                .isEqualTo(ServiceError.REGISTRATION_NOT_FOUND);
    }

    @Test
    void aDisabledTpmProvesItselfAndIsThenTold() throws TpmRefused {
        scene.enroll(
                AssignmentScene.SCOPE, AssignmentScene.ID, TPM, false, ProvisioningStatus.DISABLED);
        var token = scene.token(scene.challenged(TPM));

        var operation = scene.admitted(token);

        assertThat(scene.operation(operation).state()).isEqualTo(OperationState.FAILED);
        assertThat(scene.house.registration().status()).isEqualTo(RegistrationStatus.DISABLED);
        assertThat(scene.hubKey(operation, token)).isNull();
        assertThat(scene.admitted(token)).isEqualTo(operation);
    }

    @Nested
    class BeforeTheFirstRequest {
        @Test
        void theEnrolledTpmIsLetIn() throws TpmRefused {
            scene.enroll(TPM);

            var blob = scene.greeted(AssignmentScene.ID, TpmScene.keys(TPM));
            var token = scene.token(TPM.activate(blob));

            assertThat(scene.connected(AssignmentScene.ID, token)).isEmpty();
            assertThat(scene.register(token)).isInstanceOf(RegisterOutcome.Assigning.class);
        }

        @Test
        void aStrangerIsLetInAndToldThatNobodyKnowsIt() throws TpmRefused {
            var blob = scene.greeted(UNKNOWN, TpmScene.keys(TPM));
            var token =
                    scene.token(
                            AssignmentScene.SCOPE,
                            UNKNOWN,
                            TPM.activate(blob),
                            Duration.ofHours(1));

            assertThat(scene.connected(UNKNOWN, token)).isEmpty();
            assertThat(error(scene.register(AssignmentScene.SCOPE, UNKNOWN, token)))
                    .isEqualTo(ServiceError.ENROLLMENT_NOT_FOUND);
            assertThat(scene.challenges.size()).isZero();
        }

        @Test
        void aStrangerWithAWrongTokenIsNotLetIn() {
            var token =
                    scene.token(
                            AssignmentScene.SCOPE,
                            UNKNOWN,
                            Secret.of(new byte[32]),
                            Duration.ofHours(1));

            assertThat(scene.connected(UNKNOWN, token)).isPresent();
        }

        @Test
        void whatAStrangerWasGivenOpensNoEnrollmentMadeLater() throws TpmRefused {
            var key = TPM.activate(scene.greeted(AssignmentScene.ID, TpmScene.keys(TPM)));

            scene.enroll(TPM);

            assertThat(scene.connected(AssignmentScene.ID, scene.token(key))).isPresent();
        }

        @Test
        void anotherTpmIsChallengedWithWhatNobodyKept() throws TpmRefused {
            scene.enroll(TPM);

            var key = OTHER.activate(scene.greeted(AssignmentScene.ID, TpmScene.keys(OTHER)));

            assertThat(scene.connected(AssignmentScene.ID, scene.token(key))).isPresent();
            assertThat(scene.challenges.size()).isZero();
        }

        @Test
        void everyBlobHasTheSameLook() {
            scene.enroll(TPM);
            var known = scene.greeted(AssignmentScene.ID, TpmScene.keys(TPM));
            var garbage = new Evidence.TpmKeys(ByteString.EMPTY, ByteString.of((byte) 1));

            assertThat(known.length()).isLessThanOrEqualTo(AuthenticationKey.BLOB_BYTES_MAX);
            assertThat(scene.greeted(AssignmentScene.ID, TpmScene.keys(OTHER)).length())
                    .isEqualTo(known.length());
            assertThat(scene.greeted(UNKNOWN, TpmScene.keys(TPM)).length())
                    .isEqualTo(known.length());
            assertThat(scene.greeted(AssignmentScene.ID, garbage).length())
                    .isEqualTo(known.length());
            assertThat(scene.greeted(UNKNOWN, garbage).length()).isEqualTo(known.length());
        }
    }
}

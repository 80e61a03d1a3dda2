package berth.core.registration;

import berth.core.access.SasToken;
import berth.core.allocation.HubConditions;
import berth.core.attestation.AttestDevice;
import berth.core.attestation.Attestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.StrangerKeys;
import berth.core.attestation.SymmetricKeyAttestor;
import berth.core.attestation.TpmAttestor;
import berth.core.attestation.X509Attestor;
import berth.core.audit.Caller;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.error.Refusal;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.InitialTwin;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.registration.OperationStatus.PollCommand;
import berth.core.registration.OperationStatus.StatusOutcome;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.tpm.SoftwareTpm;
import berth.core.tpm.TpmRefused;
import berth.testkit.store.InMemoryTpmChallengeStore;
import berth.testkit.store.Samples;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A device with a TPM before the real use cases, over stores in memory and a clock that a test
/// moves.
final class TpmScene {
    static final Caller CALLER = new Caller("device:meter-7", "192.0.2.7", "track");

    final AssignmentScene house = new AssignmentScene();
    final InMemoryTpmChallengeStore challenges = new InMemoryTpmChallengeStore(house.clock);

    private final Samples samples = new Samples(3);
    private final Random random = new Random(5);
    private final StrangerKeys strangers = new StrangerKeys(random);
    private final AttestDevice attestation =
            new AttestDevice(
                    house.enrollments,
                    new SymmetricKeyAttestor(random),
                    new X509Attestor(),
                    new TpmAttestor(challenges, strangers, random));
    private final ChallengeTpm challenge =
            new ChallengeTpm(attestation, challenges, strangers, house.audit, house.clock, random);
    private final RegisterDevice register =
            new RegisterDevice(
                    attestation,
                    challenge,
                    house.registrations,
                    new UnchangedAssignment(
                            house.registrations,
                            house.instances,
                            _ -> house.embedded,
                            _ -> HubConditions.NONE,
                            house.clock),
                    _ -> {},
                    house.audit,
                    house.clock,
                    random,
                    "node-1");
    private final OperationStatus status =
            new OperationStatus(attestation, house.registrations, house.clock, random);
    private final DeviceConnection connection =
            new DeviceConnection(attestation, house.audit, house.clock);

    void enroll(SoftwareTpm tpm) {
        enroll(AssignmentScene.SCOPE, AssignmentScene.ID, tpm, false, ProvisioningStatus.ENABLED);
    }

    void enroll(
            IdScope scope,
            RegistrationId id,
            SoftwareTpm tpm,
            boolean withStorageRootKey,
            ProvisioningStatus provisioningStatus) {
        house.enrollments.put(
                new IndividualEnrollment(
                        scope,
                        id,
                        id.value(),
                        null,
                        new Attestation.Tpm(
                                tpm.endorsementKey(),
                                withStorageRootKey ? tpm.storageRootKey() : null),
                        new EnrollmentSettings(
                                provisioningStatus,
                                false,
                                InitialTwin.EMPTY,
                                null,
                                null,
                                List.of(AssignmentScene.EMBEDDED),
                                null,
                                null),
                        null,
                        samples.etag(),
                        house.clock.instant(),
                        house.clock.instant()));
    }

    static Evidence.TpmKeys keys(SoftwareTpm tpm) {
        return new Evidence.TpmKeys(tpm.endorsementKey(), tpm.storageRootKey());
    }

    RegisterOutcome register(Evidence evidence) {
        return register(AssignmentScene.SCOPE, AssignmentScene.ID, evidence);
    }

    RegisterOutcome register(IdScope scope, RegistrationId id, Evidence evidence) {
        return register.register(
                new RegisterCommand(scope, id, id.value(), evidence, "2019-03-31", null, CALLER));
    }

    /// The device shows its keys and takes the key out of what it is answered.
    Secret challenged(SoftwareTpm tpm) throws TpmRefused {
        return switch (register(keys(tpm))) {
            case RegisterOutcome.Challenge(var blob) -> tpm.activate(blob);
            case RegisterOutcome.Assigning _, RegisterOutcome.Refused _ ->
                    throw new AssertionError("no challenge");
        };
    }

    /// A token for an hour.
    Evidence.Token token(Secret key) {
        return token(AssignmentScene.SCOPE, AssignmentScene.ID, key, Duration.ofHours(1));
    }

    Evidence.Token token(IdScope scope, RegistrationId id, Secret key, Duration life) {
        var resource = scope + "/registrations/" + id;
        var expiry = house.clock.instant().plus(life).getEpochSecond();
        var message = (resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8);
        return new Evidence.Token(
                new SasToken(
                        resource,
                        resource,
                        ByteString.of(HmacSha256.of(key, message)),
                        Long.toString(expiry),
                        expiry,
                        "registration"));
    }

    OperationId admitted(Evidence token) {
        return switch (register(token)) {
            case RegisterOutcome.Assigning(var id) -> id;
            case RegisterOutcome.Challenge _, RegisterOutcome.Refused _ ->
                    throw new AssertionError("not admitted");
        };
    }

    /// The operation runs to its end.
    void run(OperationId id) {
        house.run(operation(id));
    }

    Operation operation(OperationId id) {
        return house.registrations.operation(AssignmentScene.SCOPE, id).orElseThrow();
    }

    StatusOutcome poll(OperationId id, Evidence evidence) {
        return status.poll(
                new PollCommand(
                        AssignmentScene.SCOPE,
                        AssignmentScene.ID,
                        AssignmentScene.ID.value(),
                        id,
                        evidence,
                        CALLER));
    }

    /// The wrapped key in the answer to a poll, or null.
    @Nullable ByteString hubKey(OperationId id, Evidence evidence) {
        return poll(id, evidence) instanceof StatusOutcome.Found(_, _, var hubKey) ? hubKey : null;
    }

    /// The first key of the identity as the hub was told last.
    Secret keyInHub() {
        return switch (house.embedded.orders().getLast().authentication()) {
            case DeviceAuthentication.SymmetricKeys(var keys) -> keys.primary();
            case DeviceAuthentication.Thumbprints _,
                    DeviceAuthentication.CertificateAuthority _,
                    DeviceAuthentication.None _ ->
                    throw new AssertionError("no keys in the hub");
        };
    }

    /// Over a protocol that challenges before the first request.
    ByteString greeted(RegistrationId id, Evidence.TpmKeys shown) {
        return challenge.answer(connect(id, shown), shown);
    }

    Optional<Refusal> connected(RegistrationId id, Evidence evidence) {
        return connection.refusal(connect(id, evidence));
    }

    private static ConnectCommand connect(RegistrationId id, Evidence evidence) {
        return new ConnectCommand(AssignmentScene.SCOPE, id, id.value(), evidence, CALLER);
    }

    Instant now() {
        return house.clock.instant();
    }
}

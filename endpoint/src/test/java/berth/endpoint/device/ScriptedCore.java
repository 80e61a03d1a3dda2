package berth.endpoint.device;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.attestation.Evidence;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.OperationStatus.LookupCommand;
import berth.core.registration.OperationStatus.LookupOutcome;
import berth.core.registration.OperationStatus.PollCommand;
import berth.core.registration.OperationStatus.StatusOutcome;
import berth.core.registration.Placement;
import berth.core.registration.RegisterCommand;
import berth.core.registration.RegisterOutcome;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.Substatus;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The core as a device endpoint sees it, with a prepared answer: it notes what it was asked and
/// answers the one thing it was given.
///
/// What can be given: `accepted`, `assigning`, `assigned`, `assigned x509 group`, `assigned group`,
/// `assigned payload`, `failed <error>`, `disabled`, `cancelled`, `deleted`, `never registered`,
/// `assigned tpm`, `challenged`, `challenged again` (only for the keys of a TPM), `refused <error>`
/// (requests only), `turned away <error>` (connections only), `store unavailable`, `bug`.
public final class ScriptedCore {
    public static final OperationId OPERATION =
            new OperationId("4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff");

    private static final Instant CREATED = Instant.parse("2030-01-01T08:15:30.1234567Z");
    private static final Instant ANSWERED = Instant.parse("2030-01-01T08:15:32Z");
    private static final Instant UPDATED = Instant.parse("2030-01-01T08:15:31.7654321Z");
    private static final ETag ETAG =
            new ETag("IjAxMjM0NTY3LTg5YWItNGNkZS04ZjAxLTIzNDU2Nzg5YWJjZCI=");

    private static final ByteString BLOB = ByteString.ofHex("00340020e0496df8");

    private final String given;
    private String asked = "";

    public ScriptedCore(String given) {
        this.given = given;
    }

    /// What the core was asked, in one line; empty if nothing.
    public String asked() {
        return asked;
    }

    /// The device endpoint with the standard limits, before whichever core there is when it is
    /// asked.
    public static DeviceOperations operations(Supplier<ScriptedCore> core, DeviceAnswers answers) {
        return new DeviceOperations(
                command -> core.get().connect(command),
                command -> core.get().register(command),
                command -> core.get().poll(command),
                command -> core.get().lookup(command),
                new DeviceGuard(DeviceLimits.STANDARD, _ -> 0, System::nanoTime),
                answers);
    }

    /// Answers of a node that is at ease.
    public static DeviceAnswers answers(RandomGenerator random) {
        return new DeviceAnswers(InstantSource.fixed(ANSWERED), random, () -> 0);
    }

    public Optional<Refusal> connect(ConnectCommand command) {
        note(
                "connect",
                command.scope(),
                command.registrationId(),
                command.spelling(),
                command.evidence(),
                "");
        return given.startsWith("turned away ")
                ? Optional.of(Refusal.of(error("turned away "), "a reason nobody is told"))
                : Optional.empty();
    }

    public RegisterOutcome register(RegisterCommand command) {
        var payload = command.payload();
        note(
                "register",
                command.scope(),
                command.registrationId(),
                command.spelling(),
                command.evidence(),
                ", "
                        + command.apiVersion()
                        + (payload == null ? "" : ", payload " + JsonText.text(payload)));
        var refusal = refusal();
        if (given.startsWith("challenged")) {
            return given.endsWith("again") && command.evidence() instanceof Evidence.Token
                    ? new RegisterOutcome.Refused(
                            Refusal.of(ServiceError.UNAUTHORIZED, "a reason nobody is told"))
                    : new RegisterOutcome.Challenge(BLOB);
        }
        return refusal == null
                ? new RegisterOutcome.Assigning(OPERATION)
                : new RegisterOutcome.Refused(refusal);
    }

    public StatusOutcome poll(PollCommand command) {
        note(
                "poll",
                command.scope(),
                command.registrationId(),
                command.spelling(),
                command.evidence(),
                ", operation " + command.operationId());
        var refusal = refusal();
        return refusal == null
                ? new StatusOutcome.Found(
                        operation(),
                        given.equals("deleted") ? null : row(),
                        given.endsWith("tpm") ? BLOB : null)
                : new StatusOutcome.Refused(refusal);
    }

    public LookupOutcome lookup(LookupCommand command) {
        note(
                "lookup",
                command.scope(),
                command.registrationId(),
                command.spelling(),
                command.evidence(),
                "");
        var refusal = refusal();
        return refusal == null
                ? new LookupOutcome.Found(row())
                : new LookupOutcome.Refused(refusal);
    }

    private void note(
            String what,
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            String more) {
        asked = "%s %s/%s as %s by %s%s".formatted(what, scope, id, spelling, text(evidence), more);
    }

    private static String text(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Token(var token) -> "token for " + token.resource();
            case Evidence.Certificates certificates ->
                    "certificate " + certificates.leaf().getSubjectX500Principal();
            case Evidence.TpmKeys(var endorsement, var storage) ->
                    "tpm keys " + endorsement + " and " + storage;
            case Evidence.Nothing(var hint) -> "nothing (" + hint + ")";
        };
    }

    private @Nullable Refusal refusal() {
        if (given.equals("store unavailable")) {
            throw new StoreUnavailable("a test", true, new IOException("disk on fire"));
        }
        if (given.equals("bug")) {
            throw new IllegalStateException("a test's bug");
        }
        if (!given.startsWith("refused ")) {
            return null;
        }
        // Should the core ever offer the device an explanation of a 401, it must not get through.
        var error = error("refused ");
        return error.httpStatus() == 401
                ? Refusal.explained(error, "a reason nobody is told")
                : Refusal.of(error, "a reason nobody is told");
    }

    private ServiceError error(String behind) {
        return ServiceError.valueOf(given.substring(behind.length()));
    }

    private Operation operation() {
        return new Operation(
                new Operation.Intake(
                        OPERATION,
                        new IdScope("0neABCDEF01"),
                        new RegistrationId("dev-01"),
                        "dev-01",
                        1,
                        key(),
                        ETAG,
                        given.contains("x509")
                                ? new DeviceAuthentication.CertificateAuthority()
                                : new DeviceAuthentication.None(),
                        new DeviceProof.SymmetricKey(),
                        ByteString.EMPTY,
                        "2019-03-31",
                        null,
                        CREATED,
                        CREATED,
                        null),
                new Operation.Progress(state(), null, 0, null, false, 0, failure(), null),
                CREATED,
                new Lease("node", CREATED, 1));
    }

    private OperationState state() {
        return switch (given.split(" ", 2)[0]) {
            case "assigned", "deleted" -> OperationState.SUCCEEDED;
            case "failed", "disabled" -> OperationState.FAILED;
            case "cancelled" -> OperationState.CANCELLED;
            default -> OperationState.PLANNED;
        };
    }

    private RegistrationStatus status() {
        return switch (given.split(" ", 2)[0]) {
            case "assigned" -> RegistrationStatus.ASSIGNED;
            case "failed" -> RegistrationStatus.FAILED;
            case "disabled" -> RegistrationStatus.DISABLED;
            case "never" -> RegistrationStatus.UNASSIGNED;
            default -> RegistrationStatus.ASSIGNING;
        };
    }

    private @Nullable RegistrationFailure failure() {
        if (given.equals("disabled")) {
            return new RegistrationFailure(
                    ServiceError.UNAUTHORIZED, "The enrollment is disabled.");
        }
        return given.startsWith("failed ")
                ? new RegistrationFailure(error("failed "), error("failed ").message())
                : null;
    }

    private EnrollmentKey key() {
        return given.contains("group")
                ? new EnrollmentKey.Group(new EnrollmentGroupId("line-7"))
                : new EnrollmentKey.Individual(new RegistrationId("dev-01"));
    }

    private Registration row() {
        JsonValue payload = new JsonObject(Map.of("color", JsonNumber.of(7)));
        var assignment =
                new Registration.Assignment(
                        new Placement(new HubHostName("hub1.example.com"), new DeviceId("dev-01")),
                        Substatus.INITIAL_ASSIGNMENT,
                        given.contains("payload") ? payload : null,
                        ETAG,
                        null,
                        null);
        return new Registration(
                new IdScope("0neABCDEF01"),
                new RegistrationId("dev-01"),
                "dev-01",
                key(),
                status(),
                1,
                OPERATION,
                ByteString.EMPTY,
                failure(),
                assignment,
                null,
                null,
                ETAG,
                CREATED,
                UPDATED);
    }
}

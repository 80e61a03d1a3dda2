package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.ServiceError;
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
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Placement;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.Substatus;
import berth.wire.json.RegistrationJson.Proof;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.Map;

class RegistrationJsonTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final RegistrationId DEVICE = new RegistrationId("dev-01");
    private static final OperationId OPERATION =
            new OperationId("4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff");
    private static final Instant CREATED = Instant.parse("2030-01-01T08:15:30.123456789Z");
    private static final Instant UPDATED = Instant.parse("2030-01-01T08:15:31Z");
    private static final EnrollmentKey INDIVIDUAL = new EnrollmentKey.Individual(DEVICE);
    private static final EnrollmentKey GROUP =
            new EnrollmentKey.Group(new EnrollmentGroupId("line-7"));

    private static Registration registration(
            RegistrationStatus status,
            EnrollmentKey enrollment,
            @Nullable RegistrationFailure failure,
            @Nullable JsonValue payload) {
        return row(status, enrollment, failure, assignment(payload));
    }

    private static Registration.Assignment assignment(@Nullable JsonValue payload) {
        return new Registration.Assignment(
                new Placement(new HubHostName("hub1.example.com"), new DeviceId("Dev-01")),
                Substatus.INITIAL_ASSIGNMENT,
                payload,
                new ETag("e"),
                null,
                null);
    }

    private static Registration row(
            RegistrationStatus status,
            EnrollmentKey enrollment,
            @Nullable RegistrationFailure failure,
            Registration.@Nullable Assignment assignment) {
        return new Registration(
                SCOPE,
                DEVICE,
                "Dev-01",
                enrollment,
                status,
                1,
                OPERATION,
                ByteString.EMPTY,
                failure,
                assignment,
                null,
                null,
                new ETag("ZQ=="),
                CREATED,
                UPDATED);
    }

    private static Operation operation(
            OperationState state, @Nullable RegistrationFailure failure) {
        return new Operation(
                new Operation.Intake(
                        OPERATION,
                        SCOPE,
                        DEVICE,
                        "Dev-01",
                        1,
                        INDIVIDUAL,
                        new ETag("e"),
                        new DeviceAuthentication.None(),
                        new DeviceProof.SymmetricKey(),
                        ByteString.EMPTY,
                        "2019-03-31",
                        null,
                        CREATED,
                        CREATED,
                        null),
                new Operation.Progress(state, null, 0, null, false, 0, failure, null),
                CREATED,
                new Lease("node", CREATED, 1));
    }

    private static String polled(
            OperationState state, RegistrationStatus seen, Registration registration) {
        return JsonText.text(
                RegistrationJson.operationStatus(
                        operation(state, registration.failure()),
                        seen,
                        registration,
                        Proof.SYMMETRIC_KEY));
    }

    private static String looked(Registration registration, Proof proof) {
        return JsonText.text(RegistrationJson.result(registration, proof));
    }

    @Test
    void theFirstAnswerKnowsOnlyTheOperation() {
        assertThat(JsonText.text(RegistrationJson.accepted(OPERATION)))
                .isEqualTo("{\"operationId\":\"" + OPERATION + "\",\"status\":\"assigning\"}");
    }

    /// The former assignment is still in the row; the device must not take it for the new one.
    @Test
    void whileAssigningTheFormerAssignmentIsNotTold() {
        assertThat(
                        polled(
                                OperationState.PLANNED,
                                RegistrationStatus.ASSIGNING,
                                registration(RegistrationStatus.ASSIGNING, INDIVIDUAL, null, null)))
                .isEqualTo(
                        "{\"operationId\":\"%s\",\"status\":\"assigning\",\"registrationState\":{\"registrationId\":\"Dev-01\",\"createdDateTimeUtc\":\"2030-01-01T08:15:30.1234567Z\",\"status\":\"assigning\",\"lastUpdatedDateTimeUtc\":\"2030-01-01T08:15:31.0000000Z\",\"etag\":\"ZQ==\"}}"
                                .formatted(OPERATION));
    }

    @Test
    void anAssignedDeviceLearnsItsHub() {
        assertThat(
                        polled(
                                OperationState.SUCCEEDED,
                                RegistrationStatus.ASSIGNED,
                                registration(RegistrationStatus.ASSIGNED, INDIVIDUAL, null, null)))
                .isEqualTo(
                        "{\"operationId\":\"%s\",\"status\":\"assigned\",\"registrationState\":{\"registrationId\":\"Dev-01\",\"createdDateTimeUtc\":\"2030-01-01T08:15:30.1234567Z\",\"assignedHub\":\"hub1.example.com\",\"deviceId\":\"Dev-01\",\"status\":\"assigned\",\"substatus\":\"initialAssignment\",\"lastUpdatedDateTimeUtc\":\"2030-01-01T08:15:31.0000000Z\",\"etag\":\"ZQ==\"}}"
                                .formatted(OPERATION));
    }

    @Test
    void aLaterOperationDoesNotChangeTheAnswerOfAnEarlierOne() {
        var document =
                polled(
                        OperationState.SUCCEEDED,
                        RegistrationStatus.ASSIGNED,
                        registration(RegistrationStatus.ASSIGNING, INDIVIDUAL, null, null));

        assertThat(document).contains("\"assignedHub\"").doesNotContain("assigning");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "DISABLED"})
    void aFailureHasItsCodeAndMessage(RegistrationStatus status) {
        var failure = new RegistrationFailure(ServiceError.NO_HUB_AVAILABLE, "No hub.");

        assertThat(
                        polled(
                                OperationState.FAILED,
                                status,
                                registration(status, INDIVIDUAL, failure, null)))
                .contains("\"errorCode\":400208,\"errorMessage\":\"No hub.\"")
                .doesNotContain("assignedHub")
                .doesNotContain("deviceId")
                .doesNotContain("substatus");
    }

    @Test
    void aFailureWithoutAReasonStillHasCodeAndMessage() {
        assertThat(
                        looked(
                                registration(RegistrationStatus.FAILED, INDIVIDUAL, null, null),
                                Proof.X509))
                .contains("\"errorCode\":500001,\"errorMessage\":\"Internal error\"");
    }

    @Test
    void onlyAnObjectIsWrittenAsPayload() {
        var object = new JsonObject(Map.of("m", JsonNumber.of(1)));

        assertThat(
                        looked(
                                registration(RegistrationStatus.ASSIGNED, INDIVIDUAL, null, object),
                                Proof.SYMMETRIC_KEY))
                .contains("\"payload\":{\"m\":1}");
        assertThat(
                        looked(
                                registration(
                                        RegistrationStatus.ASSIGNED,
                                        INDIVIDUAL,
                                        null,
                                        new JsonString("x")),
                                Proof.SYMMETRIC_KEY))
                .doesNotContain("payload");
    }

    @Test
    void theProofIsToldWithTheGroup() {
        var individual = registration(RegistrationStatus.ASSIGNED, INDIVIDUAL, null, null);
        var group = registration(RegistrationStatus.ASSIGNED, GROUP, null, null);

        assertThat(looked(individual, Proof.X509)).contains("\"x509\":{}");
        assertThat(looked(individual, Proof.SYMMETRIC_KEY)).doesNotContain("symmetricKey");
        assertThat(looked(group, Proof.X509))
                .contains("\"x509\":{\"enrollmentGroupId\":\"line-7\"}");
        assertThat(looked(group, Proof.SYMMETRIC_KEY))
                .contains("\"symmetricKey\":{\"enrollmentGroupId\":\"line-7\"}");
    }

    /// Operators see that the device came back to where it was; devices know no such substatus.
    @Test
    void aDeviceThatCameBackToItsHubReadsInitialAssignment() {
        var again =
                row(
                        RegistrationStatus.ASSIGNED,
                        INDIVIDUAL,
                        null,
                        new Registration.Assignment(
                                new Placement(
                                        new HubHostName("hub1.example.com"),
                                        new DeviceId("Dev-01")),
                                Substatus.REPROVISIONED_TO_INITIAL_ASSIGNMENT,
                                null,
                                null,
                                null,
                                null));

        assertThat(looked(again, Proof.SYMMETRIC_KEY))
                .contains("\"substatus\":\"initialAssignment\"");
        assertThat(JsonText.text(RegistrationStateJson.write(again)))
                .contains("\"substatus\":\"reprovisionedToInitialAssignment\"");
    }

    /// Every status, with everything that can be absent absent.
    @ParameterizedTest
    @EnumSource
    void nothingIsEverNull(RegistrationStatus status) {
        var bare = row(status, INDIVIDUAL, null, null);

        assertThat(looked(bare, Proof.SYMMETRIC_KEY)).doesNotContain("null");
        assertThat(polled(OperationState.SUCCEEDED, status, bare)).doesNotContain("null");
    }
}

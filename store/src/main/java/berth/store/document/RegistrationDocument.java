package berth.store.document;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.enrollment.EnrollmentKey;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.registration.Operation;
import berth.core.registration.Placement;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Registrations and operations, as far as they do not stand in columns of their own.
public final class RegistrationDocument {
    private static final String SYMMETRIC_KEY = "symmetricKey";
    private static final String X509 = "x509";
    private static final String TPM = "tpm";

    /// What a registration's document holds.
    ///
    /// @param assignment what is known of the assignment beside its columns
    public record OfRegistration(
            String spelling,
            EnrollmentKey enrollment,
            ByteString credential,
            @Nullable RegistrationFailure failure,
            OfAssignment assignment,
            Registration.@Nullable Block block,
            @Nullable Placement leftBehind) {}

    /// What a registration's document holds of its assignment.
    public record OfAssignment(
            @Nullable JsonValue payload,
            @Nullable ETag enrollmentEtag,
            @Nullable String fallback,
            @Nullable Instant confirmedAt) {}

    /// What an operation's columns hold of its intake.
    ///
    /// @param secrets as [AdmissionSecretsDocument] wrote them
    public record IntakeColumns(
            OperationId id,
            IdScope scope,
            RegistrationId registrationId,
            long generation,
            JsonObject secrets,
            Instant deadline,
            Instant createdAt) {}

    private RegistrationDocument() {}

    public static JsonObject of(Registration registration) {
        var failure = registration.failure();
        var leftBehind = registration.leftBehind();
        var members =
                enrollment(registration.enrollment())
                        .put("spelling", registration.spelling())
                        .put("credential", registration.credential().hex())
                        .put("failure", failure == null ? null : FailureDocument.of(failure))
                        .put("payload", registration.payload())
                        .putConstant("block", registration.block())
                        .put(
                                "leftBehind",
                                leftBehind == null ? null : PlacementDocument.of(leftBehind));
        var assignment = registration.assignment();
        return (assignment == null ? members : assignment(members, assignment)).object();
    }

    private static Members assignment(Members members, Registration.Assignment assignment) {
        var etag = assignment.enrollmentEtag();
        var confirmedAt = assignment.confirmedAt();
        return members.put("assignedUnder", etag == null ? null : etag.value())
                .put("fallback", assignment.fallback())
                .put("confirmedAt", confirmedAt == null ? null : confirmedAt.toString());
    }

    public static OfRegistration registration(JsonObject document) throws BadDocument {
        var failure = JsonFields.optionalObject(document, "failure");
        var block = JsonFields.optionalText(document, "block");
        var leftBehind = JsonFields.optionalObject(document, "leftBehind");
        return new OfRegistration(
                JsonFields.requiredText(document, "spelling"),
                enrollment(document),
                ByteString.ofHex(JsonFields.requiredText(document, "credential")),
                failure.isEmpty() ? null : FailureDocument.failure(failure.get()),
                new OfAssignment(
                        Members.value(document, "payload"),
                        JsonFields.optionalText(document, "assignedUnder")
                                .map(ETag::new)
                                .orElse(null),
                        JsonFields.optionalText(document, "fallback").orElse(null),
                        instant(document, "confirmedAt")),
                block.isEmpty() ? null : Members.constant(Registration.Block.class, block.get()),
                leftBehind.isEmpty() ? null : PlacementDocument.placement(leftBehind.get()));
    }

    private static @Nullable Instant instant(JsonObject document, String name) throws BadDocument {
        var text = JsonFields.optionalText(document, name);
        try {
            return text.isEmpty() ? null : Instant.parse(text.get());
        } catch (DateTimeParseException e) {
            throw new BadDocument(name, "is not a time: " + e.getParsedString());
        }
    }

    public static JsonObject of(Operation operation) {
        var intake = operation.intake();
        return enrollment(intake.enrollment())
                .put("spelling", intake.spelling())
                .put("enrollmentEtag", intake.enrollmentEtag().value())
                .put("requestDigest", intake.requestDigest().hex())
                .put("apiVersion", intake.apiVersion())
                .put("proof", proof(intake.proof()))
                .put("payload", intake.payload())
                .object();
    }

    public static Operation.Intake intake(JsonObject document, IntakeColumns columns)
            throws BadDocument {
        return new Operation.Intake(
                columns.id(),
                columns.scope(),
                columns.registrationId(),
                JsonFields.requiredText(document, "spelling"),
                columns.generation(),
                enrollment(document),
                new ETag(JsonFields.requiredText(document, "enrollmentEtag")),
                AuthenticationDocument.authentication(columns.secrets()),
                proof(document),
                ByteString.ofHex(JsonFields.requiredText(document, "requestDigest")),
                JsonFields.requiredText(document, "apiVersion"),
                Members.value(document, "payload"),
                columns.deadline(),
                columns.createdAt(),
                AdmissionSecretsDocument.challenge(columns.secrets()));
    }

    private static JsonObject proof(DeviceProof proof) {
        return switch (proof) {
            case DeviceProof.SymmetricKey() -> new Members().put("type", SYMMETRIC_KEY).object();
            case DeviceProof.X509(var leaf) ->
                    new Members().put("type", X509).put("leaf", leaf.base64()).object();
            case DeviceProof.Tpm() -> new Members().put("type", TPM).object();
        };
    }

    /// Operations of the first release did not keep it.
    private static DeviceProof proof(JsonObject document) throws BadDocument {
        var proof = JsonFields.optionalObject(document, "proof");
        if (proof.isEmpty()) {
            return new DeviceProof.SymmetricKey();
        }
        var type = JsonFields.requiredText(proof.get(), "type");
        return switch (type) {
            case SYMMETRIC_KEY -> new DeviceProof.SymmetricKey();
            case X509 -> new DeviceProof.X509(JsonFields.requiredBase64(proof.get(), "leaf"));
            case TPM -> new DeviceProof.Tpm();
            default -> throw new BadDocument("proof", "is unknown: " + type);
        };
    }

    private static Members enrollment(EnrollmentKey key) {
        return switch (key) {
            case EnrollmentKey.Individual(var id) -> new Members().put("individual", id.value());
            case EnrollmentKey.Group(var id) -> new Members().put("group", id.value());
        };
    }

    private static EnrollmentKey enrollment(JsonObject document) throws BadDocument {
        var group = JsonFields.optionalText(document, "group");
        return group.isPresent()
                ? new EnrollmentKey.Group(new EnrollmentGroupId(group.get()))
                : new EnrollmentKey.Individual(
                        new RegistrationId(JsonFields.requiredText(document, "individual")));
    }
}

package berth.store.document;

import berth.core.enrollment.EnrollmentKey;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

/// Registrations and operations, as far as they do not stand in columns of their own.
public final class RegistrationDocument {
    /// What a registration's document holds.
    public record OfRegistration(
            String spelling,
            EnrollmentKey enrollment,
            ByteString credential,
            @Nullable RegistrationFailure failure,
            @Nullable JsonValue payload) {}

    /// What an operation's document holds: what was settled at its admission.
    public record OfOperation(
            String spelling,
            EnrollmentKey enrollment,
            ETag enrollmentEtag,
            ByteString requestDigest,
            String apiVersion,
            @Nullable JsonValue payload) {}

    private RegistrationDocument() {}

    public static JsonObject of(Registration registration) {
        var failure = registration.failure();
        return enrollment(registration.enrollment())
                .put("spelling", registration.spelling())
                .put("credential", registration.credential().hex())
                .put("failure", failure == null ? null : FailureDocument.of(failure))
                .put("payload", registration.payload())
                .object();
    }

    public static OfRegistration registration(JsonObject document) throws BadDocument {
        var failure = JsonFields.optionalObject(document, "failure");
        return new OfRegistration(
                JsonFields.requiredText(document, "spelling"),
                enrollment(document),
                ByteString.ofHex(JsonFields.requiredText(document, "credential")),
                failure.isEmpty() ? null : FailureDocument.failure(failure.get()),
                Members.value(document, "payload"));
    }

    public static JsonObject of(Operation operation) {
        return enrollment(operation.enrollment())
                .put("spelling", operation.spelling())
                .put("enrollmentEtag", operation.enrollmentEtag().value())
                .put("requestDigest", operation.requestDigest().hex())
                .put("apiVersion", operation.apiVersion())
                .put("payload", operation.payload())
                .object();
    }

    public static OfOperation operation(JsonObject document) throws BadDocument {
        return new OfOperation(
                JsonFields.requiredText(document, "spelling"),
                enrollment(document),
                new ETag(JsonFields.requiredText(document, "enrollmentEtag")),
                ByteString.ofHex(JsonFields.requiredText(document, "requestDigest")),
                JsonFields.requiredText(document, "apiVersion"),
                Members.value(document, "payload"));
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

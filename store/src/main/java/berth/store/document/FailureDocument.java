package berth.store.document;

import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.core.registration.RegistrationFailure;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.util.Arrays;

/// Why a registration failed. Names of errors may change and numbers may not, but two names can
/// share a number: both are kept, and the number decides where the name is no longer known.
public final class FailureDocument {
    private FailureDocument() {}

    public static JsonObject of(RegistrationFailure failure) {
        return new Members()
                .putConstant("error", failure.error())
                .put("code", failure.error().code())
                .put("message", failure.message())
                .object();
    }

    public static RegistrationFailure failure(JsonObject document) throws BadDocument {
        return new RegistrationFailure(
                error(document), JsonFields.requiredText(document, "message"));
    }

    private static ServiceError error(JsonObject document) throws BadDocument {
        var name = JsonFields.requiredText(document, "error");
        long code = JsonFields.requiredLong(document, "code");
        return Arrays.stream(ServiceError.values())
                .filter(error -> error.name().equals(name))
                .findFirst()
                .or(
                        () ->
                                Arrays.stream(ServiceError.values())
                                        .filter(error -> error.code() == code)
                                        .findFirst())
                .orElseThrow(() -> new BadDocument("code", "is unknown: " + code));
    }
}

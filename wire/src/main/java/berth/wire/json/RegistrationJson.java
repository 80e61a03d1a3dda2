package berth.wire.json;

import berth.core.enrollment.EnrollmentKey;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.OperationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.Substatus;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a device is told about its registration: `RegistrationOperationStatus` and, inside it or
/// bare, `DeviceRegistrationResult`.
///
/// Absent members are left out and null is never written, because stock clients stumble over it;
/// `payload` is written only if it is an object, for the same reason; a failure always has its code
/// and message.
///
/// Source: dps-device-protocol, sections 0.4, 0.5, 0.6 and 0.8.
public final class RegistrationJson {
    private static final String AUTHENTICATION_KEY = "authenticationKey";

    /// How the device has proven itself, as far as the document tells it.
    public enum Proof {
        X509("x509"),
        SYMMETRIC_KEY("symmetricKey");

        private final String member;

        Proof(String member) {
            this.member = member;
        }
    }

    private RegistrationJson() {}

    /// The first answer: durable, and nothing known yet.
    public static JsonObject accepted(OperationId operationId) {
        var members = new LinkedHashMap<String, JsonValue>();
        put(members, "operationId", operationId);
        put(members, "status", spelling(RegistrationStatus.ASSIGNING));
        return new JsonObject(members);
    }

    /// What a TPM that showed its keys is answered: a key to sign with. One stock client takes a
    /// document without a `status` for a challenge, and needs the name of the key. Source:
    /// dps-device-protocol, section 1.6.
    ///
    /// @param blob the key, wrapped for the TPM
    public static JsonObject challenge(ByteString blob) {
        var members = new LinkedHashMap<String, JsonValue>();
        put(members, "message", "Authorization required");
        put(members, "keyName", "registration");
        put(members, AUTHENTICATION_KEY, blob.base64());
        return new JsonObject(members);
    }

    /// The answer to a poll by a device that has no TPM.
    ///
    /// @param seen how `operation` stands as its device sees it; the registration's own status may
    ///   be that of a later operation
    public static JsonObject operationStatus(
            Operation operation, RegistrationStatus seen, Registration registration, Proof proof) {
        return operationStatus(operation, seen, registration, proof, null);
    }

    /// The answer to a poll.
    ///
    /// @param hubKey the key of a TPM for its hub, wrapped for it, or null
    public static JsonObject operationStatus(
            Operation operation,
            RegistrationStatus seen,
            Registration registration,
            Proof proof,
            @Nullable ByteString hubKey) {
        var members = new LinkedHashMap<String, JsonValue>();
        put(members, "operationId", operation.id());
        put(members, "status", spelling(seen));
        members.put(
                "registrationState", state(registration, seen, operation.failure(), proof, hubKey));
        return new JsonObject(members);
    }

    /// The answer to a lookup: the registration by itself.
    public static JsonObject result(Registration registration, Proof proof) {
        return state(registration, registration.status(), registration.failure(), proof, null);
    }

    private static JsonObject state(
            Registration registration,
            RegistrationStatus seen,
            @Nullable RegistrationFailure failure,
            Proof proof,
            @Nullable ByteString hubKey) {
        var members = new LinkedHashMap<String, JsonValue>();
        put(members, "registrationId", registration.spelling());
        put(members, "createdDateTimeUtc", Timestamps.precise(registration.createdAt()));
        if (seen == RegistrationStatus.ASSIGNED) {
            put(members, "assignedHub", registration.assignedHub());
            put(members, "deviceId", registration.deviceId());
        }
        put(members, "status", spelling(seen));
        if (seen == RegistrationStatus.ASSIGNED && registration.substatus() != null) {
            put(members, "substatus", spelling(seen(registration.substatus())));
        }
        if (seen == RegistrationStatus.FAILED || seen == RegistrationStatus.DISABLED) {
            putFailure(members, failure);
        }
        put(members, "lastUpdatedDateTimeUtc", Timestamps.precise(registration.updatedAt()));
        put(members, "etag", registration.etag());
        if (seen == RegistrationStatus.ASSIGNED) {
            if (registration.payload() instanceof JsonObject payload) {
                members.put("payload", payload);
            }
            putProof(members, registration.enrollment(), proof);
            if (hubKey != null) {
                var key = new JsonString(hubKey.base64());
                members.put("tpm", new JsonObject(Map.of(AUTHENTICATION_KEY, key)));
            }
        }
        return new JsonObject(members);
    }

    /// Only operators are told that a device came back to where it was. Source: dps-service-api,
    /// section 9.1.
    private static Substatus seen(Substatus substatus) {
        return substatus == Substatus.REPROVISIONED_TO_INITIAL_ASSIGNMENT
                ? Substatus.INITIAL_ASSIGNMENT
                : substatus;
    }

    private static void put(Map<String, JsonValue> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, new JsonString(value.toString()));
        }
    }

    /// Two stock clients crash when a failure has no code and message.
    private static void putFailure(
            Map<String, JsonValue> members, @Nullable RegistrationFailure failure) {
        var error = failure == null ? ServiceError.INTERNAL : failure.error();
        members.put("errorCode", JsonNumber.of(error.code()));
        put(members, "errorMessage", failure == null ? error.message() : failure.message());
    }

    /// An X.509 device gets the member even if there is nothing in it, as from Azure.
    private static void putProof(
            Map<String, JsonValue> members, EnrollmentKey enrollment, Proof proof) {
        switch (enrollment) {
            case EnrollmentKey.Group(var groupId) ->
                    members.put(
                            proof.member,
                            new JsonObject(
                                    Map.of("enrollmentGroupId", new JsonString(groupId.value()))));
            case EnrollmentKey.Individual _ -> {
                if (proof == Proof.X509) {
                    members.put(proof.member, JsonObject.EMPTY);
                }
            }
        }
    }

    static String spelling(RegistrationStatus status) {
        return switch (status) {
            case UNASSIGNED -> "unassigned";
            case ASSIGNING -> "assigning";
            case ASSIGNED -> "assigned";
            case FAILED -> "failed";
            case DISABLED -> "disabled";
        };
    }

    static String spelling(Substatus substatus) {
        return switch (substatus) {
            case INITIAL_ASSIGNMENT -> "initialAssignment";
            case DEVICE_DATA_MIGRATED -> "deviceDataMigrated";
            case DEVICE_DATA_RESET -> "deviceDataReset";
            case REPROVISIONED_TO_INITIAL_ASSIGNMENT -> "reprovisionedToInitialAssignment";
        };
    }
}

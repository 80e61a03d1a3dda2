package berth.core.error;

/// Every error a caller can see. Names may change; numbers may not, they are the protocol. The
/// first three digits are the HTTP status.
///
/// Source: dps-device-protocol section 6.1, dps-service-api section 5.3. Numbers marked "ours" are
/// undocumented by Azure; see docs/divergences.md.
public enum ServiceError {
    /// Unparsable body, unknown operation, missing or malformed api-version.
    BAD_REQUEST(400000, "Bad request"),
    /// Ours: an ID that breaks the naming rule.
    INVALID_ID(400001, "Invalid ID"),
    /// Ours: attestation missing, of the wrong kind, or unreadable.
    INVALID_ATTESTATION(400002, "Invalid attestation"),
    /// Ours: more than ten items, or the same ID twice, in a bulk request.
    INVALID_BULK(400003, "Invalid bulk operation"),
    /// Argument of the wrong form; the documented code for device requests.
    INVALID_ARGUMENT(400004, "Invalid argument"),
    /// Ours: allocation policy or hub list that cannot work.
    INVALID_ALLOCATION(400005, "Invalid allocation"),
    /// The custom allocation function failed. Inside `registrationState` only.
    CUSTOM_ALLOCATION_FAILED(400207, "Custom allocation failed"),
    /// No linked hub can take the device. Inside `registrationState` only.
    NO_HUB_AVAILABLE(400208, "No IoT hub is available for this registration"),
    /// A hub or the allocation function refused our credentials. Inside `registrationState` only.
    HUB_UNAUTHORIZED(400209, "The IoT hub refused the service's credentials"),
    /// Wrong or missing credentials, for whatever reason.
    UNAUTHORIZED(401002, "Unauthorized"),
    /// A certificate that was judged and found wanting.
    INVALID_CERTIFICATE(401002, "Invalid certificate"),
    /// Ours: the instance is full.
    QUOTA_EXCEEDED(403001, "Quota exceeded"),
    /// Ours: no such route or host.
    NOT_FOUND(404000, "Not found"),
    ENROLLMENT_NOT_FOUND(404201, "Enrollment not found"),
    REGISTRATION_NOT_FOUND(404202, "Registration not found"),
    ENROLLMENT_GROUP_NOT_FOUND(404204, "Enrollment group not found"),
    /// Ours: no hub of that name is linked to the instance.
    LINKED_HUB_NOT_FOUND(404205, "Linked hub not found"),
    /// Ours: no such work item, or none in a state that allows what was asked.
    WORK_ITEM_NOT_FOUND(404206, "Work item not found"),
    METHOD_NOT_ALLOWED(405000, "Method not allowed"),
    REQUEST_TIMEOUT(408000, "Request timeout"),
    ENROLLMENT_EXISTS(409201, "Enrollment already exists"),
    /// Ours: the hub is linked already and the caller meant to link a new one.
    HUB_LINKED_ALREADY(409202, "The hub is linked already"),
    /// Ours: the device is disabled or decommissioned.
    DEVICE_BLOCKED(409204, "The device is blocked"),
    /// The same ID is registering twice at once.
    CONCURRENT_REGISTRATION(409203, "Precondition failed."),
    ETAG_MISMATCH(412201, "Precondition failed: the etag does not match"),
    PAYLOAD_TOO_LARGE(413000, "Payload too large"),
    UNSUPPORTED_MEDIA_TYPE(415000, "Unsupported media type"),
    THROTTLED(429001, "Operations are being throttled for this tenant"),
    INTERNAL(500001, "Internal error"),
    UNAVAILABLE(503001, "Service unavailable");

    private final int code;
    private final String message;

    ServiceError(int code, String message) {
        this.code = code;
        this.message = message;
    }

    public int code() {
        return code;
    }

    /// Safe to show to anybody.
    public String message() {
        return message;
    }

    public int httpStatus() {
        return code / 1000;
    }
}

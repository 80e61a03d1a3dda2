package berth.core.hub;

/// Every error a hub's service API can answer with. Names and numbers are the protocol: the name
/// travels in `iothub-errorcode`, the first three digits of the number are the HTTP status.
///
/// Source: iot-hub-protocol, section 9.2. Numbers marked "ours" are undocumented by Azure; see
/// docs/divergences.md.
public enum HubError {
    GENERIC_BAD_REQUEST(400000, "GenericBadRequest"),
    INVALID_PROTOCOL_VERSION(400001, "InvalidProtocolVersion"),
    INVALID_OPERATION(400003, "InvalidOperation"),
    ARGUMENT_INVALID(400004, "ArgumentInvalid"),
    ARGUMENT_NULL(400005, "ArgumentNull"),
    IOT_HUB_FORMAT_ERROR(400006, "IotHubFormatError"),
    DEVICE_DEFINED_MULTIPLE_TIMES(400011, "DeviceDefinedMultipleTimes"),
    DESERIALIZATION_ERROR(400012, "DeserializationError"),
    BULK_REGISTRY_OPERATION_FAILURE(400013, "BulkRegistryOperationFailure"),
    ETAG_DOES_NOT_MATCH(400023, "EtagDoesNotMatch"),
    CONNECTION_REPLACED(400027, "ConnectionForcefullyClosedOnNewConnection"),
    INVALID_DEVICE_SCOPE(400028, "InvalidDeviceScope"),
    CANNOT_REGISTER_MODULE_TO_MODULE(400301, "CannotRegisterModuleToModule"),
    GENERIC_UNAUTHORIZED(401000, "GenericUnauthorized"),
    IOT_HUB_NOT_FOUND(401001, "IotHubNotFound"),
    /// Wrong or missing credentials, and good ones that lack the right.
    IOT_HUB_UNAUTHORIZED_ACCESS(401002, "IotHubUnauthorizedAccess"),
    IOT_HUB_UNAUTHORIZED(401003, "IotHubUnauthorized"),
    IOT_HUB_SUSPENDED(403001, "IotHubSuspended"),
    IOT_HUB_QUOTA_EXCEEDED(403002, "IotHubQuotaExceeded"),
    JOB_QUOTA_EXCEEDED(403003, "JobQuotaExceeded"),
    DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED(403004, "DeviceMaximumQueueDepthExceeded"),
    IOT_HUB_MAX_CBS_TOKEN_EXCEEDED(403005, "IotHubMaxCbsTokenExceeded"),
    DEVICE_MAXIMUM_ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED(
            403006, "DeviceMaximumActiveFileUploadLimitExceeded"),
    INVALID_MESSAGE_EXPIRY_TIME(403009, "InvalidMessageExpiryTime"),
    DEVICE_DISABLED(403012, "DeviceDisabled"),
    /// Ours: the device's role does not allow it.
    ROLE_FORBIDS(403900, "RoleForbids"),
    /// Ours: no such route, or a feature this hub does not offer.
    ROUTE_NOT_FOUND(404000, "RouteNotFound"),
    DEVICE_NOT_FOUND(404001, "DeviceNotFound"),
    /// Ours: no role of this name.
    ROLE_NOT_FOUND(404900, "RoleNotFound"),
    /// Ours: no event subscription of this name.
    SUBSCRIPTION_NOT_FOUND(404901, "EventSubscriptionNotFound"),
    JOB_NOT_FOUND(404002, "JobNotFound"),
    MODULE_NOT_FOUND(404010, "ModuleNotFound"),
    DEVICE_NOT_ONLINE(404103, "DeviceNotOnline"),
    DEVICE_CONNECTION_CLOSED_REMOTELY(404104, "DeviceConnectionClosedRemotely"),
    CONFIGURATION_NOT_FOUND(404301, "ConfigurationNotFound"),
    /// Ours: the route exists, but not with this method.
    METHOD_NOT_ALLOWED(405000, "MethodNotAllowed"),
    /// Ours: the request did not arrive in time.
    REQUEST_TIMEOUT(408000, "RequestTimeout"),
    DEVICE_ALREADY_EXISTS(409001, "DeviceAlreadyExists"),
    LINK_CREATION_CONFLICT(409002, "LinkCreationConflict"),
    DEVICE_LOCKED(409102, "DeviceLocked"),
    JOB_ALREADY_EXISTS(409104, "JobAlreadyExists"),
    MODULE_ALREADY_EXISTS_ON_DEVICE(409301, "ModuleAlreadyExistsOnDevice"),
    CONFIGURATION_ALREADY_EXISTS(409401, "ConfigurationAlreadyExists"),
    PRECONDITION_FAILED(412001, "PreconditionFailed"),
    DEVICE_MESSAGE_LOCK_LOST(412002, "DeviceMessageLockLost"),
    MESSAGE_TOO_LARGE(413001, "MessageTooLarge"),
    TOO_MANY_DEVICES(413002, "TooManyDevices"),
    TOO_MANY_MODULES_ON_DEVICE(413003, "TooManyModulesOnDevice"),
    /// Ours: the request line is longer than the listener takes.
    URI_TOO_LONG(414000, "UriTooLong"),
    /// Ours: the body is compressed.
    UNSUPPORTED_MEDIA_TYPE(415000, "UnsupportedMediaType"),
    /// Ours: an `Expect` header other than `100-continue`.
    EXPECTATION_FAILED(417000, "ExpectationFailed"),
    GENERIC_TOO_MANY_REQUESTS(429000, "GenericTooManyRequests"),
    THROTTLED(429001, "ThrottlingException"),
    THROTTLE_BACKLOG_LIMIT_EXCEEDED(429002, "ThrottleBacklogLimitExceeded"),
    THROTTLE_BACKLOG_TIMEOUT(429003, "ThrottlingBacklogTimeout"),
    DEVICE_THROTTLING_LIMIT_EXCEEDED(429005, "DeviceThrottlingLimitExceeded"),
    /// Ours: the request's headers are more or longer than the listener takes.
    HEADERS_TOO_LARGE(431000, "RequestHeaderFieldsTooLarge"),
    SERVER_ERROR(500001, "ServerError"),
    GENERIC_TIMEOUT(500008, "GenericTimeout"),
    SERVICE_UNAVAILABLE(503001, "ServiceUnavailable"),
    PARTITION_NOT_FOUND(503003, "PartitionNotFound"),
    SERVER_BUSY(503005, "ServerBusy"),
    IOT_HUB_RESTORING(503006, "IotHubRestoring"),
    RECEIVE_LINK_OPENS_THROTTLED(503008, "ReceiveLinkOpensThrottled"),
    GATEWAY_TIMEOUT(504101, "GatewayTimeout");

    private final int code;
    private final String wireName;

    HubError(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    public int code() {
        return code;
    }

    /// The name as clients compare it.
    public String wireName() {
        return wireName;
    }

    public int httpStatus() {
        return code / 1000;
    }
}

package berth.core.hub.message;

/// Names of system properties. Source: iot-hub-protocol, sections 2.2 and 6.3.
public final class SystemProperty {
    public static final String MESSAGE_ID = "message-id";
    public static final String CORRELATION_ID = "correlation-id";
    public static final String USER_ID = "user-id";
    public static final String TO = "to";
    public static final String CONTENT_TYPE = "content-type";
    public static final String CONTENT_ENCODING = "content-encoding";
    public static final String EXPIRY = "absolute-expiry-time";
    public static final String CREATION_TIME = "iothub-creation-time-utc";
    public static final String INTERFACE_ID = "iothub-interface-id";
    public static final String SUBJECT = "dt-subject";
    public static final String OUTPUT_NAME = "iothub-outputname";
    public static final String MESSAGE_SCHEMA = "iothub-message-schema";
    public static final String DEVICE_ID = "iothub-connection-device-id";
    public static final String MODULE_ID = "iothub-connection-module-id";
    public static final String AUTH_METHOD = "iothub-connection-auth-method";
    public static final String AUTH_GENERATION_ID = "iothub-connection-auth-generation-id";
    public static final String ENQUEUED_TIME = "iothub-enqueuedtime";
    public static final String MESSAGE_SOURCE = "iothub-message-source";
    public static final String MODEL_ID = "dt-dataschema";
    public static final String DIAGNOSTIC_ID = "Diagnostic-Id";
    public static final String CORRELATION_CONTEXT = "Correlation-Context";

    /// The application property in which a sender asks for feedback.
    public static final String ACK = "iothub-ack";

    private SystemProperty() {}
}

package berth.hub.amqp;

import berth.core.hub.HubError;
import berth.net.amqp.AmqpError;

import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Errors as AMQP spells them. Source: iot-hub-protocol, section 3.6.
final class AmqpErrors {
    private static final String TRACKING_ID = "com.microsoft:tracking-id";

    private final RandomGenerator random;

    /// @param random for tracking identifiers; safe for many threads
    AmqpErrors(RandomGenerator random) {
        this.random = random;
    }

    AmqpError of(HubError error, String message) {
        return of(condition(error), message);
    }

    /// A condition that is no answer to anything.
    AmqpError of(String condition, String message) {
        return new AmqpError(condition, message, Map.of(TRACKING_ID, trackingId()));
    }

    /// Nobody has proven to be who the link is about.
    AmqpError unauthorized() {
        return of(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "not authorized for this address");
    }

    String trackingId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    static String condition(HubError error) {
        return switch (error) {
            case ROLE_FORBIDS, INVALID_DEVICE_SCOPE -> "amqp:not-allowed";
            case DEVICE_MESSAGE_LOCK_LOST -> "com.microsoft:message-lock-lost";
            case PRECONDITION_FAILED -> "com.microsoft:precondition-failed";
            case MESSAGE_TOO_LARGE -> "amqp:link:message-size-exceeded";
            case SERVER_BUSY -> "com.microsoft:device-container-throttled";
            default -> condition(error.httpStatus());
        };
    }

    private static String condition(int status) {
        return switch (status) {
            case 401 -> "amqp:unauthorized-access";
            case 403, 413 -> "amqp:resource-limit-exceeded";
            case 404 -> "amqp:not-found";
            case 405, 409, 412 -> "amqp:not-allowed";
            case 429 -> "com.microsoft:device-container-throttled";
            case 504 -> "com.microsoft:timeout";
            default -> status < 500 ? "com.microsoft:argument-error" : "amqp:internal-error";
        };
    }
}

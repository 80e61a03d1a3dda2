package berth.endpoint.device;

import berth.core.error.ServiceError;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One answer to a device, before a protocol gives it its form.
///
/// @param status the HTTP status, which also stands in MQTT topics and AMQP properties: 202 while
///   assigning, 200 when that has ended however it may, else the error's
/// @param error null on success, and for a challenge to a TPM, which has the status 401 and is no
///   failure
/// @param retryAfter whole seconds; null when there is nothing to wait for
/// @param trackingId the name of this exchange, for the log and for the device's operator
/// @param document goes to the device as it is
public record DeviceAnswer(
        int status,
        @Nullable ServiceError error,
        @Nullable Duration retryAfter,
        String trackingId,
        JsonObject document) {}

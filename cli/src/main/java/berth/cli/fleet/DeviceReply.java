package berth.cli.fleet;

import org.jspecify.annotations.Nullable;

/// What the service answered to one request, in the words that all transports share.
///
/// @param protocol what it came over, for messages: `HTTP`, `MQTT`, `AMQP`
/// @param status as in HTTP
/// @param retryAfter as the service wrote it, or null
/// @param body JSON, if it is what it should be
public record DeviceReply(String protocol, int status, @Nullable String retryAfter, String body) {}

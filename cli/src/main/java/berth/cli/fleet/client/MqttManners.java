package berth.cli.fleet.client;

/// How a client speaks MQTT.
///
/// @param userNameTail what follows `api-version={v}` in the user name
/// @param keepAliveSeconds 0 for never
/// @param subscribeQos 0 or 1
/// @param publishQos 0 or 1
/// @param acknowledgedFirst whether it breaks upon an answer that comes before the PUBACK
/// @param unsubscribes whether it takes leave with an UNSUBSCRIBE
/// @param pollBody what a poll carries
/// @param webSocketPath what it asks for where it speaks through a WebSocket
/// @param subProtocol the sub-protocol in its spelling
///
///   Source: dps-device-protocol, sections 2.1, 2.3 and 2.6.
public record MqttManners(
        String userNameTail,
        boolean cleanSession,
        int keepAliveSeconds,
        int subscribeQos,
        int publishQos,
        boolean acknowledgedFirst,
        boolean unsubscribes,
        RequestIds requestIds,
        MqttPollBody pollBody,
        String webSocketPath,
        String subProtocol) {
    /// What `$rid` counts.
    public enum RequestIds {
        COUNTED,
        UUIDS,
        /// The same for every request.
        ALWAYS_ONE
    }

    /// The payload of a poll, which nobody reads.
    public enum MqttPollBody {
        NOTHING,
        BLANK,
        REGISTRATION
    }
}

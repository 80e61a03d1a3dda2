package berth.hub.live;

/// How a client reaches the hub.
public enum Transport {
    MQTT,
    MQTT_WEB_SOCKET,
    AMQP,
    AMQP_WEB_SOCKET,
    HTTPS
}

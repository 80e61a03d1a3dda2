package berth.cli.fleet.client;

/// How a device reaches the service. The word is the one of the command line.
public enum Transport {
    HTTPS("https"),
    MQTT("mqtt"),
    MQTT_WS("mqtt-ws"),
    AMQP("amqp"),
    AMQP_WS("amqp-ws");

    private final String word;

    Transport(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}

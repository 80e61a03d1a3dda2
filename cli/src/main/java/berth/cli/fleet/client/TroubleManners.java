package berth.cli.fleet.client;

/// Whether a client asks again after an answer that says "not now" (429 and above), or is done with
/// this attempt. A connection without an answer is another matter: there whoever runs the client
/// starts again.
///
/// Source: dps-device-protocol, section 0.9, the second table.
public enum TroubleManners {
    /// Whatever the answer was.
    ALWAYS,
    /// Java: a 429 costs it the whole attempt.
    NEVER,
    /// Over MQTT; over AMQP when the service is throttled or failing, not when it timed out.
    NODE,
    /// Over HTTPS and MQTT; a rejected AMQP message is the end.
    C,
    /// Polls only, and not over MQTT.
    CSHARP,
    /// While registering; a poll is not repeated.
    EDGE;

    private static final int THROTTLED = 429;
    private static final int FAILING = 500;

    public boolean again(Transport transport, Phase phase, int status) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case NODE ->
                    switch (transport) {
                        case HTTPS -> false;
                        case MQTT, MQTT_WS -> true;
                        case AMQP, AMQP_WS -> status == THROTTLED || status == FAILING;
                    };
            case C -> transport != Transport.AMQP && transport != Transport.AMQP_WS;
            case CSHARP ->
                    phase == Phase.POLL
                            && transport != Transport.MQTT
                            && transport != Transport.MQTT_WS;
            case EDGE -> phase == Phase.REGISTER;
        };
    }
}

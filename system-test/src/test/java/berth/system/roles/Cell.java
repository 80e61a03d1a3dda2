package berth.system.roles;

import berth.cli.fleet.client.Transport;
import berth.cli.fleet.hub.HubAnswer;

/// What came, or is to come, of one action. The text is what the documentation shows.
enum Cell {
    YES("yes"),
    /// Refused with 403 or what the transport has for it.
    REFUSED("refused"),
    /// MQTT cannot refuse a message otherwise than by closing the connection.
    CLOSED("closed"),
    /// The transport has no such thing.
    NONE("–");

    private final String text;

    Cell(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /// What an answer means.
    ///
    /// @throws AssertionError when it is neither a yes nor a refusal for a role
    static Cell of(HubAnswer answer) {
        return switch (answer) {
            case HubAnswer.Done _ -> YES;
            case HubAnswer.Closed _ -> CLOSED;
            case HubAnswer.NotOffered _ -> NONE;
            case HubAnswer.Refused _ -> {
                if (!answer.isForbidden()) {
                    throw new AssertionError("refused, but not for the role: " + answer);
                }
                yield REFUSED;
            }
        };
    }

    /// What is to come of it.
    static Cell expected(DeviceKind kind, RoleAction action, Transport transport) {
        if (transport == Transport.HTTPS && !existsOverHttps(action)) {
            return NONE;
        }
        if (kind.allows(action)) {
            return YES;
        }
        boolean mqtt = transport == Transport.MQTT || transport == Transport.MQTT_WS;
        return switch (action) {
            case SEND_TELEMETRY, SEND_CHILD_TELEMETRY -> mqtt ? CLOSED : REFUSED;
            case LISTEN_TO_METHODS,
                    BE_CALLED,
                    BE_SENT_A_MESSAGE,
                    READ_TWIN,
                    REPORT_STATE,
                    REPORT_OTHER,
                    BE_SET_INTERVAL,
                    BE_SET_OTHER,
                    READ_CHILD_TWIN,
                    RELAY_CHILD_METHOD ->
                    REFUSED;
        };
    }

    private static boolean existsOverHttps(RoleAction action) {
        return action == RoleAction.SEND_TELEMETRY || action == RoleAction.BE_SENT_A_MESSAGE;
    }
}

package berth.core.hub.role;

import java.util.Optional;
import java.util.stream.Stream;

/// What a role may allow besides the properties it names.
public enum Permission {
    /// To send telemetry of one's own.
    SEND_TELEMETRY("telemetry.send"),
    /// To be sent cloud-to-device messages and direct methods.
    RECEIVE_COMMANDS("commands.receive"),
    /// To read, report and be told of the twins of one's children.
    MANAGE_CHILDREN("children.manage"),
    /// To be sent the cloud-to-device messages and direct methods of one's children.
    RELAY_COMMANDS("children.commands"),
    /// To send the telemetry of one's children.
    SEND_CHILD_TELEMETRY("children.telemetry");

    private final String spelling;

    Permission(String spelling) {
        this.spelling = spelling;
    }

    /// As it is written in JSON.
    public String spelling() {
        return spelling;
    }

    public static Optional<Permission> of(String spelling) {
        return Stream.of(values()).filter(one -> one.spelling.equals(spelling)).findFirst();
    }
}

package berth.system.roles;

import static berth.system.roles.RoleAction.BE_CALLED;
import static berth.system.roles.RoleAction.BE_SENT_A_MESSAGE;
import static berth.system.roles.RoleAction.BE_SET_INTERVAL;
import static berth.system.roles.RoleAction.BE_SET_OTHER;
import static berth.system.roles.RoleAction.LISTEN_TO_METHODS;
import static berth.system.roles.RoleAction.READ_CHILD_TWIN;
import static berth.system.roles.RoleAction.READ_TWIN;
import static berth.system.roles.RoleAction.RELAY_CHILD_METHOD;
import static berth.system.roles.RoleAction.REPORT_OTHER;
import static berth.system.roles.RoleAction.REPORT_STATE;
import static berth.system.roles.RoleAction.SEND_CHILD_TELEMETRY;
import static berth.system.roles.RoleAction.SEND_TELEMETRY;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/// Devices by what their twin's tag says, and what they are to be allowed: the expectation that is
/// tried, written down by hand.
enum DeviceKind {
    SENSOR("sensor", "sensor", SEND_TELEMETRY, READ_TWIN),
    ACTUATOR(
            "actuator",
            "actuator",
            SEND_TELEMETRY,
            LISTEN_TO_METHODS,
            BE_CALLED,
            BE_SENT_A_MESSAGE,
            READ_TWIN,
            REPORT_STATE,
            BE_SET_INTERVAL),
    GATEWAY(
            "gateway",
            "gateway",
            SEND_TELEMETRY,
            LISTEN_TO_METHODS,
            BE_CALLED,
            BE_SENT_A_MESSAGE,
            READ_TWIN,
            REPORT_STATE,
            REPORT_OTHER,
            BE_SET_INTERVAL,
            BE_SET_OTHER,
            SEND_CHILD_TELEMETRY,
            READ_CHILD_TWIN,
            RELAY_CHILD_METHOD),
    STANDARD(
            "standard (no role given)",
            null,
            SEND_TELEMETRY,
            LISTEN_TO_METHODS,
            BE_CALLED,
            BE_SENT_A_MESSAGE,
            READ_TWIN,
            REPORT_STATE,
            REPORT_OTHER,
            BE_SET_INTERVAL,
            BE_SET_OTHER),
    OWN(
            "an own role (below)",
            "valve",
            LISTEN_TO_METHODS,
            BE_CALLED,
            BE_SENT_A_MESSAGE,
            READ_TWIN,
            REPORT_STATE,
            BE_SET_INTERVAL),
    UNDEFINED("a role nobody defined", "wizard", SEND_TELEMETRY, READ_TWIN);

    /// The role of [#OWN] as an operator puts it to the hub.
    static final String OWN_ROLE =
            """
            {"name":"valve","permissions":["commands.receive"],\
            "desired":["interval*"],"reported":["state"]}\
            """;

    private final String heading;
    private final @Nullable String tag;

    @SuppressWarnings("ImmutableEnumChecker") // nobody else has it
    private final Set<RoleAction> allowed;

    DeviceKind(String heading, @Nullable String tag, RoleAction first, RoleAction... more) {
        this.heading = heading;
        this.tag = tag;
        this.allowed = EnumSet.of(first, more);
    }

    String heading() {
        return heading;
    }

    /// The value of the tag `deviceRole`, or null for none.
    @Nullable String tag() {
        return tag;
    }

    boolean allows(RoleAction action) {
        return allowed.contains(action);
    }
}

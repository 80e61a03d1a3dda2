package berth.core.hub.role;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The roles that every hub knows. Nobody can change or remove them.
public final class BuiltInRoles {
    /// Telemetry, and nothing else.
    public static final Role SENSOR =
            new Role(
                    new RoleName("sensor"),
                    Set.of(Permission.SEND_TELEMETRY),
                    List.of(),
                    List.of());

    /// Commands, telemetry, and the properties by which something is set.
    public static final Role ACTUATOR =
            new Role(
                    new RoleName("actuator"),
                    Set.of(Permission.SEND_TELEMETRY, Permission.RECEIVE_COMMANDS),
                    patterns("config*", "setpoint*", "interval*"),
                    patterns("config*", "setpoint*", "interval*", "state*", "firmware*"));

    /// Everything, for itself and for the devices assigned to it.
    public static final Role GATEWAY =
            new Role(
                    new RoleName("gateway"),
                    EnumSet.allOf(Permission.class),
                    List.of(KeyPattern.ANY),
                    List.of(KeyPattern.ANY));

    /// What a device may do at an Azure IoT Hub: everything for itself, nothing for others. For
    /// devices that nobody gave a role.
    public static final Role STANDARD =
            new Role(
                    new RoleName("standard"),
                    Set.of(Permission.SEND_TELEMETRY, Permission.RECEIVE_COMMANDS),
                    List.of(KeyPattern.ANY),
                    List.of(KeyPattern.ANY));

    public static final List<Role> ALL = List.of(SENSOR, ACTUATOR, GATEWAY, STANDARD);

    /// What a device may do whose role is not defined.
    public static final Role LEAST_PRIVILEGED = SENSOR;

    private BuiltInRoles() {}

    private static List<KeyPattern> patterns(String... texts) {
        return Stream.of(texts).map(KeyPattern::new).toList();
    }
}

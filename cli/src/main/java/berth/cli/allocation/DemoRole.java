package berth.cli.allocation;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the demo's devices are at their hubs. A device carries its role in its name, before its
/// site: `quickstart-key-sensor-oslo-00007`. The words are those of the hubs' built-in roles.
public enum DemoRole {
    /// Sends telemetry, and nothing else.
    SENSOR(false, false),
    /// Takes commands too, and reports what it has set.
    ACTUATOR(true, true),
    /// Does everything, for others as well.
    GATEWAY(true, true);

    /// The twin tag by which a hub knows it.
    public static final String TAG = "deviceRole";

    private static final int FROM_END = 3;
    private static final int INTERVAL_SECONDS = 30;

    private final boolean reports;
    private final boolean takesCommands;

    DemoRole(boolean reports, boolean takesCommands) {
        this.reports = reports;
        this.takesCommands = takesCommands;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it may report what state it is in.
    public boolean reports() {
        return reports;
    }

    public boolean takesCommands() {
        return takesCommands;
    }

    /// What its initial twin wants of it: a property that the role lets it receive.
    public JsonObject desired() {
        return takesCommands
                ? new JsonObject(Map.of("interval", JsonNumber.of(INTERVAL_SECONDS)))
                : JsonObject.EMPTY;
    }

    /// The role of the n-th device, counted from 0, in a fleet whose kinds come in turn: every kind
    /// goes through all roles, and every `kinds` devices in a row have all of them.
    public static DemoRole inTurn(int index, int kinds) {
        return values()[(index % kinds + index / kinds) % values().length];
    }

    /// The role in a registration ID, if there is one.
    public static Optional<DemoRole> of(String registrationId) {
        var parts = registrationId.split("-", -1);
        return parts.length < FROM_END
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(role -> role.word().equals(parts[parts.length - FROM_END]))
                        .findFirst();
    }
}

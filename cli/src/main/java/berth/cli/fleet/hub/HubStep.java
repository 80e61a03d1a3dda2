package berth.cli.fleet.hub;

import java.util.Locale;

/// What a simulated device does at its hub, in this order.
public enum HubStep {
    CONNECT,
    TELEMETRY,
    TWIN,
    REPORT,
    COMMAND;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

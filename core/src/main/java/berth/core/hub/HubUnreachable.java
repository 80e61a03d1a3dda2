package berth.core.hub;

import berth.core.id.HubHostName;

/// A hub gave no definite answer to a read. A retry is safe.
public final class HubUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HubUnreachable(HubHostName hub, String operation, Throwable cause) {
        super("no answer from hub %s to %s".formatted(hub, operation), cause);
    }
}

package berth.endpoint.device;

import java.util.Locale;

/// What a device does at the endpoint.
enum DeviceAct {
    CONNECT,
    REGISTER,
    POLL,
    LOOKUP;

    /// For the log.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

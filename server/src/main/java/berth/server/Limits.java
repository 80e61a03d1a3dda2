package berth.server;

import berth.core.resilience.TokenBucket.Rate;
import berth.endpoint.device.DeviceLimits;
import berth.net.ConnectionLimits;

/// What callers may ask of a node, in one place.
///
/// @param serviceOperations of operators, for each scope
///
///   Source: reliability, section 10.
public record Limits(
        ConnectionLimits connections,
        ProtocolLimits protocols,
        DeviceLimits devices,
        Rate serviceOperations) {
    /// Room for a fleet that comes back after an outage.
    public static final Limits STANDARD =
            new Limits(
                    ConnectionLimits.DEFAULTS,
                    ProtocolLimits.DEFAULTS,
                    DeviceLimits.STANDARD,
                    Rate.perMinute(60_000, 1_000));

    /// The quotas of the original.
    public static final Limits AZURE =
            new Limits(
                    ConnectionLimits.DEFAULTS,
                    ProtocolLimits.DEFAULTS,
                    DeviceLimits.AZURE,
                    Rate.perMinute(1_000, 1_000));

    public Limits with(ConnectionLimits others) {
        return new Limits(others, protocols, devices, serviceOperations);
    }

    public Limits with(ProtocolLimits others) {
        return new Limits(connections, others, devices, serviceOperations);
    }

    public Limits with(DeviceLimits others) {
        return new Limits(connections, protocols, others, serviceOperations);
    }

    public Limits withServiceOperations(Rate other) {
        return new Limits(connections, protocols, devices, other);
    }
}

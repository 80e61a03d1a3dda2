package berth.cli.fleet;

import berth.cli.fleet.stream.Traffic;

import java.io.IOException;
import java.security.GeneralSecurityException;

/// Carries simulated devices through their registration: connect, register, poll until assigned,
/// and start over where the connection or the service fails. A device that has an operation ID goes
/// on polling with it over whatever connection it gets. Used by many threads.
///
/// Source: dps-device-protocol, section 0.1.
public final class ProvisioningDevice {
    private final Connector connector;
    private final DeviceHabits habits;
    private final DeviceListener listener;

    public ProvisioningDevice(Connector connector, DeviceHabits habits, DeviceListener listener) {
        this.connector = connector;
        this.habits = habits;
        this.listener = listener;
    }

    /// Blocks until the device has its final answer or its time is up.
    public DeviceResult provision(SimulatedDevice device) {
        var traffic = new Traffic();
        try (var calls =
                new DeviceCalls(
                        connector.opener(device, traffic), device.client(), habits.clock())) {
            return new DeviceRun(device, calls, habits, listener, traffic).result();
        } catch (IOException | GeneralSecurityException e) {
            return failed(
                    device,
                    DeviceResult.Cause.REFUSED,
                    "its own credential is of no use: " + e.getMessage(),
                    traffic);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed(device, DeviceResult.Cause.OUT_OF_TIME, "interrupted", traffic);
        }
    }

    private static DeviceResult failed(
            SimulatedDevice device, DeviceResult.Cause cause, String reason, Traffic traffic) {
        return new DeviceResult.Failed(device.registrationId(), cause, reason, 0, traffic.soFar());
    }
}

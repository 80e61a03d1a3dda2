package berth.cli.fleet;

import java.io.IOException;
import java.security.GeneralSecurityException;

import javax.net.ssl.TrustManager;

/// Carries simulated devices through their registration over HTTPS: connect, register, poll until
/// assigned, and start over where the connection or the service fails. Polls sooner and oftener
/// than stock clients do (they wait 2 to 3 s), because here the service is to be measured and not
/// the patience of a client. Used by many threads.
///
/// Source: dps-device-protocol, sections 1.1 and 1.5.
public final class ProvisioningDevice {
    private final Endpoint endpoint;
    private final String idScope;
    private final TrustManager[] trust;
    private final DeviceHabits habits;
    private final DeviceListener listener;

    public ProvisioningDevice(
            Endpoint endpoint,
            String idScope,
            TrustManager[] trust,
            DeviceHabits habits,
            DeviceListener listener) {
        this.endpoint = endpoint;
        this.idScope = idScope;
        this.trust = trust.clone();
        this.habits = habits;
        this.listener = listener;
    }

    /// Blocks until the device has its final answer or its time is up.
    public DeviceResult provision(SimulatedDevice device) {
        try (var calls =
                new DeviceCalls(
                        endpoint,
                        idScope,
                        device,
                        ClientTls.context(trust, device.credential()),
                        habits.clock())) {
            return new DeviceRun(device, calls, habits, listener).result();
        } catch (IOException | GeneralSecurityException e) {
            return new DeviceResult.Failed(
                    device.registrationId(),
                    DeviceResult.Cause.REFUSED,
                    "its own credential is of no use: " + e.getMessage(),
                    0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new DeviceResult.Failed(
                    device.registrationId(), DeviceResult.Cause.OUT_OF_TIME, "interrupted", 0);
        }
    }
}

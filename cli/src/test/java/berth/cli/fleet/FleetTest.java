package berth.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

class FleetTest {
    private static final Secret KEY = Secret.random(32, new SecureRandom());

    @Test
    void againstADeadServiceTheRestOfTheFleetDoesNotEvenBegin() throws Exception {
        var tried = new AtomicInteger();

        var results =
                run(
                        2,
                        device -> {
                            tried.incrementAndGet();
                            return outOfTime(device);
                        });

        assertThat(results).hasSize(50);
        assertThat(tried.get()).isLessThanOrEqualTo(2);
        assertThat(results)
                .extracting(result -> ((DeviceResult.Failed) result).cause())
                .contains(DeviceResult.Cause.OUT_OF_TIME, DeviceResult.Cause.NOT_TRIED);
    }

    /// One device without luck says nothing of a service that others get their answers from.
    @Test
    void refusalsAreAnswersAndStopNobody() throws Exception {
        var results =
                run(
                        1,
                        device ->
                                new DeviceResult.Failed(
                                        device.registrationId(),
                                        DeviceResult.Cause.REFUSED,
                                        "HTTP 401",
                                        0));

        assertThat(results)
                .extracting(result -> ((DeviceResult.Failed) result).cause())
                .containsOnly(DeviceResult.Cause.REFUSED);
    }

    @Test
    void everyDeviceHasOneResult() throws Exception {
        var results =
                run(
                        16,
                        device ->
                                new DeviceResult.Assigned(
                                        device.registrationId(), "hub", "id", Duration.ZERO, 0));

        assertThat(results)
                .extracting(DeviceResult::registrationId)
                .containsExactlyInAnyOrderElementsOf(FleetFactory.names("d", 50));
    }

    private static List<DeviceResult> run(
            int atOnce, Function<SimulatedDevice, DeviceResult> provisioning) throws Exception {
        var devices = FleetFactory.byGroupKey(FleetFactory.names("d", 50), KEY);
        return new Fleet(provisioning, atOnce).provision(devices, _ -> {});
    }

    private static DeviceResult outOfTime(SimulatedDevice device) {
        return new DeviceResult.Failed(
                device.registrationId(), DeviceResult.Cause.OUT_OF_TIME, "dead", 5);
    }
}

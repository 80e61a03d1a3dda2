package berth.cli.fleet;

import static berth.cli.fleet.stream.Traffic.Bytes.NONE;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
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
                                        0,
                                        NONE));

        assertThat(results)
                .extracting(result -> ((DeviceResult.Failed) result).cause())
                .containsOnly(DeviceResult.Cause.REFUSED);
    }

    @Test
    void everyDeviceHasOneResult() throws Exception {
        var results = run(16, FleetTest::assigned);

        assertThat(results)
                .extracting(DeviceResult::registrationId)
                .containsExactlyInAnyOrderElementsOf(
                        devices(50).stream().map(SimulatedDevice::registrationId).toList());
    }

    @Test
    void aRateSpacesTheBeginningsEvenly() throws Exception {
        var slept = new ConcurrentSkipListSet<Duration>();
        var still =
                new DeviceTime() {
                    @Override
                    public long nanoTime() {
                        return 0;
                    }

                    @Override
                    public void sleep(Duration time) {
                        slept.add(time);
                    }
                };

        new Fleet(FleetTest::assigned, new Fleet.Pace(16, 4), still).provision(devices(4), _ -> {});

        assertThat(slept)
                .containsExactly(
                        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(750));
    }

    @Test
    void kindsComeInTurnAndAreNumberedThrough() {
        var all =
                FleetFactory.devices(
                        FleetMix.choose(
                                StockClient.QUICK, Set.of(), Set.of(Mechanism.SYMMETRIC_KEY)),
                        7,
                        FleetFactory.numbered("d"),
                        Map.of(Mechanism.SYMMETRIC_KEY, FleetFactory.groupKey(KEY)));

        assertThat(all)
                .extracting(SimulatedDevice::transport)
                .containsExactly(
                        Transport.HTTPS,
                        Transport.MQTT,
                        Transport.MQTT_WS,
                        Transport.AMQP,
                        Transport.AMQP_WS,
                        Transport.HTTPS,
                        Transport.MQTT);
        assertThat(all.getLast().registrationId()).isEqualTo("d-00007");
    }

    private static DeviceResult assigned(SimulatedDevice device) {
        return new DeviceResult.Assigned(
                device.registrationId(), "hub", "id", Duration.ZERO, 0, NONE);
    }

    private static List<DeviceResult> run(
            int atOnce, Function<SimulatedDevice, DeviceResult> provisioning) throws Exception {
        return new Fleet(provisioning, Fleet.Pace.atOnce(atOnce), DeviceTime.SYSTEM)
                .provision(devices(50), _ -> {});
    }

    private static List<SimulatedDevice> devices(int count) {
        return FleetFactory.devices(
                FleetMix.choose(
                        StockClient.QUICK,
                        Set.of(Transport.HTTPS),
                        Set.of(Mechanism.SYMMETRIC_KEY)),
                count,
                FleetFactory.numbered("d"),
                Map.of(Mechanism.SYMMETRIC_KEY, FleetFactory.groupKey(KEY)));
    }

    private static DeviceResult outOfTime(SimulatedDevice device) {
        return new DeviceResult.Failed(
                device.registrationId(), DeviceResult.Cause.OUT_OF_TIME, "dead", 5, NONE);
    }
}

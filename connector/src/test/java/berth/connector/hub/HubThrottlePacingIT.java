package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;
import berth.testkit.hub.HubRequest;
import berth.testkit.hub.HubRequest.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// How many requests a hub gets to see, by the test's clock.
final class HubThrottlePacingIT {
    private static final DeviceId DEVICE = new DeviceId("meter-7");

    private final LinkedScriptedHub linked =
            new LinkedScriptedHub(HubSize.s1(1), AzureHubSettings.DEFAULT.orderMax());

    @AfterEach
    void close() {
        linked.close();
    }

    /// An order that waits.
    private record Waiting(int number, Instant until) {}

    @Test
    void aRushOfDevicesArrivesAtTheHubsPace() {
        int devices = 250;
        var start = linked.clock.instant();
        var arrivals = new ArrayList<Instant>();
        var waiting = new PriorityQueue<Waiting>(Comparator.comparing(Waiting::until));
        IntStream.range(0, devices).forEach(i -> waiting.add(new Waiting(i, start)));

        while (!waiting.isEmpty()) {
            var next = waiting.remove();
            if (next.until().isAfter(linked.clock.instant())) {
                linked.clock.pass(Duration.between(linked.clock.instant(), next.until()));
            }
            var device = new DeviceId("meter-" + next.number());
            int before = linked.hub.requests().size();
            var answer = linked.registry().provision(HubOrders.order(device, 1, TwinWrite.KEEP));
            var now = linked.clock.instant();
            for (int i = before; i < linked.hub.requests().size(); i++) {
                arrivals.add(now);
            }
            if (answer instanceof HubAnswer.Unknown(_, var throttled, var notBefore)) {
                assertThat(throttled).isTrue();
                assertThat(notBefore).isPositive();
                waiting.add(new Waiting(next.number(), now.plus(notBefore)));
            }
        }

        assertThat(arrivals).hasSize(devices);
        assertThat(mostWithinAMinute(arrivals)).isLessThanOrEqualTo(100 + 16 + 1);
        assertThat(Duration.between(start, linked.clock.instant()))
                .isLessThan(Duration.ofMinutes(4));
    }

    private static int mostWithinAMinute(List<Instant> arrivals) {
        int most = 0;
        for (int from = 0, to = 0; to < arrivals.size(); to++) {
            while (arrivals.get(to).minusSeconds(60).isAfter(arrivals.get(from))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @Test
    void anOrderThatHasBegunIsNotStoppedForWantOfTokens() {
        var tiny = new HubSize(6);
        try (var slow = new LinkedScriptedHub(tiny, AzureHubSettings.DEFAULT.orderMax())) {
            slow.hub.devices().create(DEVICE.value(), JsonObject.EMPTY, JsonObject.EMPTY);

            assertThat(provision(slow)).isEqualTo(new HubAnswer.Done(false));

            // Four calls of the registry at ten seconds each; the next order pays.
            long calls = slow.hub.requests().stream().filter(r -> r.kind().ofRegistry()).count();
            assertThat(calls).isEqualTo(4);
            assertThat(provision(slow))
                    .isInstanceOfSatisfying(
                            HubAnswer.Unknown.class,
                            unknown ->
                                    assertThat(unknown.notBefore())
                                            .isBetween(
                                                    Duration.ofSeconds(40),
                                                    Duration.ofSeconds(45)));
        }
    }

    @Test
    void a429ClosesTheBucketForAsLongAsTheHubAsks() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.Throttle(20));

        assertThat(patience()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
        linked.clock.pass(Duration.ofSeconds(19));
        assertThat(patience()).isPositive();
        assertThat(linked.hub.requests()).hasSize(1);

        linked.clock.pass(Duration.ofSeconds(1));
        assertThat(provision(linked)).isEqualTo(new HubAnswer.Done(true));
    }

    @Test
    void aHubThatNamesNoPatienceIsGivenMoreEachTime() {
        linked.hub.always(new HubFault.Throttle(null));
        var seconds = List.of(1, 2, 4, 8, 16, 32, 60, 60);

        for (int expected : seconds) {
            assertThat(patience())
                    .isBetween(Duration.ofSeconds(expected), Duration.ofSeconds(expected + 5L));
            linked.clock.pass(Duration.ofSeconds(expected));
        }

        assertThat(linked.hub.requests()).hasSize(seconds.size());
    }

    @Test
    void a429IsNoReasonToOpenTheCircuit() {
        linked.hub.always(new HubFault.Throttle(1));
        for (int i = 0; i < 10; i++) {
            provision(linked);
            linked.clock.pass(Duration.ofSeconds(1));
        }

        assertThat(linked.health().usable(linked.clock.instant())).isTrue();
        assertThat(linked.hub.requests()).hasSize(10);
    }

    @Test
    void a429InTheMiddleOfAnOrderIsMetByRepeatingIt() {
        linked.hub.devices().create(DEVICE.value(), JsonObject.EMPTY, JsonObject.EMPTY);
        linked.hub.onNext(Kind.REPLACE_TWIN, new HubFault.Throttle(3));

        assertThat(patience()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        linked.clock.pass(Duration.ofMinutes(1));

        assertThat(provision(linked)).isEqualTo(new HubAnswer.Done(false));
        assertThat(linked.hub.requests())
                .extracting(HubRequest::requestId)
                .containsOnly(HubOrders.marker(2).operation().value());
    }

    private Duration patience() {
        var answer = (HubAnswer.Unknown) provision(linked);
        assertThat(answer.throttled()).isTrue();
        return answer.notBefore();
    }

    private static HubAnswer provision(LinkedScriptedHub linked) {
        return linked.registry().provision(HubOrders.order(DEVICE, 2, TwinWrite.RESET));
    }
}

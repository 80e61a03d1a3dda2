package berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.hub.HubHealth;
import berth.connector.hub.HubHealth.Condition;
import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.HubConditions;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class HubWatchingTest {
    private static final Instant NOW = Instant.parse("2030-01-07T08:00:00Z");
    private static final HubHostName A = new HubHostName("a.example");
    private static final HubHostName B = new HubHostName("b.example");
    private static final ServiceInstance INSTANCE =
            new ServiceInstance(
                    new IdScope("0ne00000001"),
                    "plant",
                    new HostName("dps.example"),
                    new HostName("dps.example"),
                    AllocationPolicy.LOWEST_LATENCY,
                    List.of(),
                    List.of(LinkedHub.embedded(A), LinkedHub.embedded(B)),
                    new ETag("instance"));

    private final Map<HubHostName, HubHealth> health = new HashMap<>();
    private final HubWatching watching =
            new HubWatching(
                    hub -> Optional.ofNullable(health.get(hub)),
                    hubs -> Map.of(hubs.iterator().next().hostName(), Duration.ofMillis(12)),
                    () -> NOW);

    private void is(HubHostName hub, Condition condition, Instant worthTryingAt) {
        health.put(hub, new HubHealth(condition, "", NOW, worthTryingAt));
    }

    @Test
    void aHubNobodyCalledAndOneThatAnswersAreWell() {
        is(B, Condition.WELL, Instant.MIN);

        assertThat(watching.conditions(INSTANCE))
                .isEqualTo(new HubConditions(Set.of(), Map.of(A, Duration.ofMillis(12))));
    }

    @Test
    void aHubThatIsUnreachableOrRefusesOrIsFullIsUnwell() {
        for (var condition :
                List.of(Condition.UNREACHABLE, Condition.UNAUTHORIZED, Condition.FULL)) {
            is(B, condition, NOW.plusMillis(1));

            assertThat(watching.conditions(INSTANCE).unwell()).as("%s", condition).containsOnly(B);
        }
    }

    @Test
    void aHubThatMayHaveRecoveredIsGivenATry() {
        is(B, Condition.UNREACHABLE, NOW);

        assertThat(watching.conditions(INSTANCE).unwell()).isEmpty();
    }
}

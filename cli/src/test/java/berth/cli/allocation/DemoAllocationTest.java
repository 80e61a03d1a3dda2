package berth.cli.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.json.JsonArray;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Collections;
import java.util.List;

class DemoAllocationTest {
    private static final List<String> HUBS = List.of("a.test", "b.test");
    private static final URI FUNCTION = URI.create("http://127.0.0.1:4711/api/place?code=x");

    @Test
    void eachPolicyIsSpelledAsTheServiceApiSpellsIt() {
        assertThat(spelling(AllocationPolicy.EVENLY_WEIGHTED)).isEqualTo("hashed");
        assertThat(spelling(AllocationPolicy.LOWEST_LATENCY)).isEqualTo("geoLatency");
        assertThat(spelling(AllocationPolicy.STATIC)).isEqualTo("static");
        assertThat(spelling(AllocationPolicy.CUSTOM)).isEqualTo("custom");
        assertThat(DemoAllocation.ofInstance().members()).isEmpty();
    }

    @Test
    void staticNamesOneHubAndDemandsIt() {
        var allocation = allocation(AllocationPolicy.STATIC);

        assertThat(allocation.members())
                .containsEntry("iotHubs", new JsonArray(List.of(new JsonString("a.test"))));
        assertThat(allocation.hub("d-turin-1")).contains("a.test");
    }

    @Test
    void customNamesItsFunctionAndDemandsTheHubOfTheSite() {
        var allocation = allocation(AllocationPolicy.CUSTOM);

        assertThat(allocation.members().get("customAllocationDefinition").toString())
                .contains(FUNCTION.toString(), "2021-10-01");
        assertThat(allocation.hub("d-oslo-1")).contains("a.test");
        assertThat(allocation.hub("d-turin-1")).contains("b.test");
        assertThat(allocation.siteTag("d-turin-1")).contains("turin");
    }

    @Test
    void theOthersLeaveTheHubOpen() {
        assertThat(allocation(AllocationPolicy.EVENLY_WEIGHTED).hub("d-oslo-1")).isEmpty();
        assertThat(allocation(AllocationPolicy.LOWEST_LATENCY).hub("d-oslo-1")).isEmpty();
        assertThat(allocation(AllocationPolicy.STATIC).siteTag("d-oslo-1")).isEmpty();
    }

    @Test
    void sitesFillTheHubsOneToTwo() {
        var hubs =
                Sites.names("d", 300).stream()
                        .map(name -> Sites.hub(Sites.of(name).orElseThrow(), HUBS))
                        .toList();

        assertThat(Collections.frequency(hubs, "a.test")).isEqualTo(100);
        assertThat(new Distribution(List.of("a.test", "b.test", "c.test"), hubs).table())
                .isEqualTo(
                        """
                        hub     devices  share
                        ------  -------  ------
                        a.test      100  33.3 %
                        b.test      200  66.7 %
                        c.test        0   0.0 %
                        """);
    }

    private static String spelling(AllocationPolicy policy) {
        return ((JsonString) allocation(policy).members().get("allocationPolicy")).value();
    }

    private static DemoAllocation allocation(AllocationPolicy policy) {
        return new DemoAllocation(policy, HUBS, FUNCTION);
    }
}

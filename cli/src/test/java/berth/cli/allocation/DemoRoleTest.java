package berth.cli.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class DemoRoleTest {
    @Test
    void aRoleIsReadFromWhereSitesPutTheName() {
        var name = Sites.name("quickstart-key-gateway", 7);

        assertThat(DemoRole.of(name)).contains(DemoRole.GATEWAY);
        assertThat(Sites.of(name)).isPresent();
        assertThat(DemoRole.of("sim-00001")).isEmpty();
        assertThat(DemoRole.of("quickstart-key-king-oslo-00007")).isEmpty();
    }

    @Test
    void everyKindOfDeviceGoesThroughAllRoles() {
        for (int kinds = 1; kinds <= 13; kinds++) {
            for (int kind = 0; kind < kinds; kind++) {
                int all = kinds;
                int first = kind;
                assertThat(
                                IntStream.range(0, 3)
                                        .mapToObj(
                                                round -> DemoRole.inTurn(first + round * all, all)))
                        .containsExactlyInAnyOrder(DemoRole.values());
            }
        }
    }
}

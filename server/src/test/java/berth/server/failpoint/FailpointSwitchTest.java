package berth.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.failpoint.Failpoints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Nothing breaks unless it was ordered, and then exactly what was ordered.
class FailpointSwitchTest {
    private static final String PLACE = "registration.admit.after";

    private final List<String> happened = new ArrayList<>();

    @Test
    void withoutAnOrderNothingEverHappens() {
        assertThat(FailpointSwitch.of(null, true)).isSameAs(Failpoints.NONE);
        assertThat(FailpointSwitch.of("", true)).isSameAs(Failpoints.NONE);
        Failpoints.names().forEach(Failpoints.NONE::reach);
    }

    @Test
    void aShippedBuildIgnoresTheOrder() {
        assertThat(FailpointSwitch.of(PLACE + ":exit", false)).isSameAs(Failpoints.NONE);
        assertThat(FailpointSwitch.of("nonsense", false)).isSameAs(Failpoints.NONE);
    }

    @Test
    void aTestBuildFollowsIt() {
        var failpoints = FailpointSwitch.of(PLACE + ":exception", true);

        assertThatThrownBy(() -> failpoints.reach(PLACE))
                .isInstanceOf(InjectedFailure.class)
                .hasMessageContaining(PLACE);
    }

    @Test
    void theMarkerOfATestBuildComesFromTheTests() {
        var marker = FailpointSwitch.class.getResource(FailpointSwitch.TEST_BUILD_MARKER);

        assertThat(marker).isNotNull();
        assertThat(marker.getPath()).contains("test-classes");
    }

    @Test
    void onlyTheOrderedPlaceBreaks() {
        var failpoints = armed(PLACE + ":exit");

        Failpoints.names().forEach(failpoints::reach);

        assertThat(happened).containsExactly("halt");
    }

    @Test
    void itBreaksTheNthTimeAndOnce() {
        var failpoints = armed(PLACE + ":exit:3");

        for (int time = 1; time <= 5; time++) {
            happened.add(Integer.toString(time));
            failpoints.reach(PLACE);
        }

        assertThat(happened).containsExactly("1", "2", "3", "halt", "4", "5");
    }

    @Test
    void aDelayIsInMilliseconds() {
        armed(PLACE + ":delay-250").reach(PLACE);

        assertThat(happened).containsExactly("sleep PT0.25S");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "registration.admit.after",
                "registration.admit.after:explode",
                "registration.admit.after:delay",
                "registration.admit.after:exit:0",
                "registration.admit:exit",
                "registration.admitt.after:exit"
            })
    void anOrderThatWouldBreakNothingIsRefused(String order) {
        assertThatIllegalArgumentException().isThrownBy(() -> FailpointSwitch.of(order, true));
    }

    private ArmedFailpoints armed(String order) {
        return new ArmedFailpoints(
                FailpointOrder.parse(order),
                new ArmedFailpoints.World() {
                    @Override
                    public void halt() {
                        happened.add("halt");
                    }

                    @Override
                    public void sleep(Duration time) {
                        happened.add("sleep " + time);
                    }
                });
    }
}

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
    void severalOrdersAreCarriedOutEachAtItsPlace() {
        var failpoints = armed("hub.remove.before:delay-1," + PLACE + ":exit:2," + PLACE + ":exit");

        Failpoints.names().forEach(failpoints::reach);
        Failpoints.names().forEach(failpoints::reach);

        assertThat(happened).containsExactly("halt", "sleep PT0.001S", "halt");
    }

    @Test
    void whoWaitsAtAPlaceDoesNotKeepOthersFromBeingCounted() {
        var orders = FailpointOrder.parseAll(PLACE + ":delay-1:1," + PLACE + ":delay-2:2");
        var failpoints = new ArmedFailpoints[1];
        failpoints[0] =
                new ArmedFailpoints(
                        orders,
                        new ArmedFailpoints.World() {
                            @Override
                            public void fault(String name, Runnable deed) {}

                            @Override
                            public void halt() {}

                            @Override
                            public void sleep(Duration time) {
                                happened.add("sleep " + time);
                                failpoints[0].reach(PLACE); // somebody else, meanwhile
                            }
                        });

        failpoints[0].reach(PLACE);

        assertThat(happened).containsExactly("sleep PT0.001S", "sleep PT0.002S");
    }

    @Test
    void everyFaultIsToldBeforeItHappens() {
        var told = new ArrayList<String>();
        var failpoints =
                new ArmedFailpoints(
                        FailpointOrder.parseAll(PLACE + ":exception"),
                        new ArmedFailpoints.World() {
                            @Override
                            public void fault(String name, Runnable deed) {
                                told.add(name);
                            }

                            @Override
                            public void halt() {
                                happened.add("halt");
                            }

                            @Override
                            public void sleep(Duration time) {
                                happened.add("sleep");
                            }
                        });

        assertThatThrownBy(() -> failpoints.reach(PLACE)).isInstanceOf(InjectedFailure.class);

        assertThat(told).containsExactly(PLACE);
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
                "registration.admit.after:exit,",
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
                FailpointOrder.parseAll(order),
                new ArmedFailpoints.World() {
                    @Override
                    public void fault(String name, Runnable deed) {
                        deed.run();
                    }

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

package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.hub.OrderRace.Wish;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.id.DeviceId;
import berth.testkit.hub.HubOrders;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/// The order in which writes go out is a safe one: every interleaving of an older and a newer
/// order, with replies that get lost and writes that arrive late, ends with the newer one in
/// effect.
final class TwinWriteOrderModelTest {
    private static final DeviceId DEVICE = new DeviceId("meter-7");

    /// What an order may want.
    enum Kind {
        RESET,
        KEEP,
        MIGRATE,
        DISABLE,
        ENABLE;

        Wish of(int generation) {
            return switch (this) {
                case RESET -> provisioned(generation, TwinWrite.RESET);
                case KEEP -> provisioned(generation, TwinWrite.KEEP);
                case MIGRATE -> provisioned(generation, TwinWrite.MIGRATE);
                case DISABLE -> new Wish.Switched(DEVICE, HubOrders.marker(generation), false);
                case ENABLE -> new Wish.Switched(DEVICE, HubOrders.marker(generation), true);
            };
        }

        private static Wish provisioned(int generation, TwinWrite twinWrite) {
            return new Wish.Provisioned(HubOrders.order(DEVICE, generation, twinWrite));
        }

        boolean isSwitch() {
            return this == DISABLE || this == ENABLE;
        }

        /// Whether both make the same calls, as [HubWriteOrderTest] shows.
        boolean isLike(Kind other) {
            return this != other && Set.of(RESET, MIGRATE).containsAll(Set.of(this, other));
        }
    }

    static Stream<Arguments> races() {
        return Arrays.stream(Scene.values())
                .flatMap(
                        scene ->
                                Arrays.stream(Kind.values()).flatMap(older -> races(scene, older)));
    }

    /// A switch that comes last needs a device to mark; one that comes first makes the same calls
    /// whichever way it goes.
    private static Stream<Arguments> races(Scene scene, Kind older) {
        return Arrays.stream(Kind.values())
                .filter(_ -> older != Kind.ENABLE)
                .filter(newer -> scene != Scene.NOTHING || !newer.isSwitch())
                .filter(newer -> !newer.isLike(older))
                .map(newer -> Arguments.of(scene, older, newer));
    }

    @ParameterizedTest
    @MethodSource("races")
    void noWriteOfAnOlderOrderTakesEffectAfterANewerOneIsDone(Scene scene, Kind older, Kind newer) {
        var race = new OrderRace(DEVICE, older.of(2), newer.of(3), scene != Scene.NOTHING);

        race.explore(scene.devices(DEVICE));

        assertThat(race.endings()).isPositive();
    }
}

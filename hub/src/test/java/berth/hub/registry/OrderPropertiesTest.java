package berth.hub.registry;

import static berth.hub.HubScene.OPERATOR;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubAnswer;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.hub.HubScene;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/// Any sequence of orders and removals, late and repeated ones among them, with operators in
/// between.
final class OrderPropertiesTest {
    private static final DeviceId METER = ProvisioningTest.order(1).deviceId();
    private static final int SEEDS = 300;
    private static final int STEPS = 30;

    @Test
    void theNewestGenerationThatWasWrittenStays() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        var chance = new SplittableRandom(seed);
        var scene = new HubScene();
        var hub = scene.openHub();

        int newest = 0; // the oldest generation that is let in
        for (int step = 0; step < STEPS; step++) {
            scene.clock.pass(Duration.ofMillis(chance.nextInt(3)));
            if (chance.nextInt(3) == 0 && hub.device(METER).isPresent()) {
                meddle(hub, chance);
                continue;
            }
            int generation = chance.nextInt(1, 6);
            if (chance.nextInt(4) == 0) {
                newest = remove(hub, generation, newest);
                continue;
            }
            var order = order(generation, chance);
            var answer = hub.provision(order);
            var after = hub.device(METER);
            if (generation < newest) {
                assertThat(answer)
                        .as("seed %d step %d", seed, step)
                        .isInstanceOf(HubAnswer.Superseded.class);
            } else {
                newest = generation;
                assertThat(answer)
                        .as("seed %d step %d", seed, step)
                        .isInstanceOf(HubAnswer.Done.class);
            }
            assertThat(hub.provision(order)).as("seed %d step %d", seed, step).isEqualTo(answer);
            assertThat(hub.device(METER)).as("seed %d step %d", seed, step).isEqualTo(after);
            assertThat(after.isPresent() || answer instanceof HubAnswer.Superseded).isTrue();
            assertThat(after.map(device -> device.identity().authentication()))
                    .as("seed %d step %d", seed, step)
                    .isIn(Optional.empty(), Optional.of(ProvisioningTest.thumbprint(newest)));
        }
    }

    /// A removal, after which nothing comes back that is not newer.
    ///
    /// @return the oldest generation that is let in
    private static int remove(EmbeddedHub hub, int generation, int newest) {
        boolean there = hub.find(METER).isPresent();
        var answer =
                hub.remove(
                        new DeviceRemoval(
                                METER,
                                ProvisioningTest.marker(generation),
                                DeviceRemoval.Extent.UP_TO_MARKER));
        boolean superseded = there && generation < newest;
        assertThat(answer instanceof HubAnswer.Superseded).isEqualTo(superseded);
        assertThat(hub.find(METER).isPresent()).isEqualTo(superseded);
        return superseded ? newest : Math.max(generation + 1, newest);
    }

    private static DeviceOrder order(int generation, SplittableRandom chance) {
        var twinWrite = chance.nextBoolean() ? TwinWrite.KEEP : TwinWrite.RESET;
        return ProvisioningTest.order(generation, twinWrite, ProvisioningTest.marker(generation));
    }

    /// Something an operator may do that does not touch authentication.
    private static void meddle(EmbeddedHub hub, SplittableRandom chance) {
        switch (chance.nextInt(5)) {
            case 0 -> hub.replaceTwin(METER, TwinPatch.NOTHING, Precondition.present(), OPERATOR);
            case 1 -> write(hub, null);
            case 2 -> write(hub, "in repair");
            case 3 -> hub.delete(METER, Precondition.present(), OPERATOR);
            default -> write(hub, ProvisioningTest.marker(1).text());
        }
    }

    private static void write(EmbeddedHub hub, String statusReason) {
        var draft =
                new DeviceDraft(METER, true, statusReason, new AuthenticationWish.Unsaid(), false);
        hub.write(draft, Precondition.present(), OPERATOR);
    }
}

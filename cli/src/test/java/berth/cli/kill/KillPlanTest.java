package berth.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

class KillPlanTest {
    @Test
    void everyPartOfTheFleetSeesOneKill() {
        for (long seed = 0; seed < 1_000; seed++) {
            var kills = KillPlan.draw(4, 100, new Random(seed)).kills();
            assertThat(kills).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(kills.get(i).afterAcknowledged()).isBetween(i * 25 + 1, i * 25 + 25);
                assertThat(kills.get(i).delay()).isLessThanOrEqualTo(Duration.ofMillis(60));
            }
        }
    }

    @Test
    void theSameSeedIsTheSamePlan() {
        assertThat(KillPlan.draw(3, 200, new Random(5)))
                .isEqualTo(KillPlan.draw(3, 200, new Random(5)))
                .isNotEqualTo(KillPlan.draw(3, 200, new Random(6)));
    }

    @Test
    void asManyKillsAsDevicesAreTheMost() {
        assertThat(KillPlan.draw(7, 7, new Random(1)).kills())
                .extracting(KillPlan.Kill::afterAcknowledged)
                .containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThatThrownBy(() -> KillPlan.draw(8, 7, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KillPlan.draw(0, 7, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

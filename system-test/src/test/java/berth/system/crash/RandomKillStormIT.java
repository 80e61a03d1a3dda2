package berth.system.crash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/// SIGKILL at moments that nobody chose, with no regard for places: what the failpoints do not name
/// is hit here, in the end. `-Dberth.storm.seed` gives other moments.
final class RandomKillStormIT {
    private static final long SEED = Long.getLong("berth.storm.seed", 20_261_121);
    private static final int KILLS = 8;
    private static final int DEVICES_A_LIFE = 6;
    private static final Duration LIFE_MIN = Duration.ofMillis(50);
    private static final Duration LIFE_MAX = Duration.ofMillis(1200);

    @TempDir private Path folder;

    @Test
    @Timeout(240)
    void everyDeviceEndsOnceWheneverTheServerIsKilled() throws Exception {
        var home = Home.sqlite(folder.resolve("data"));
        var random = new SplittableRandom(SEED);
        System.out.println("storm seed " + SEED);
        try (var scene = new Scene(home, folder);
                var acts = new Acts(scene)) {
            var first = scene.start();
            acts.prepare();
            first.terminate();

            for (int kill = 1; kill <= KILLS; kill++) {
                var node = scene.start();
                acts.round(false);
                for (int i = 1; i <= DEVICES_A_LIFE; i++) {
                    acts.oneMore("storm-%d-%d".formatted(kill, i));
                }
                Wait.pause(
                        Duration.ofMillis(
                                random.nextLong(LIFE_MIN.toMillis(), LIFE_MAX.toMillis())));
                node.kill();
                scene.fault("SIGKILL " + kill);
                acts.requireSound();
            }

            var last = scene.start();
            acts.awaitEnd();
            last.terminate();
            // A kill may fall between a hub's commit and its ledger's line.
            acts.verify(scene.judge(false), home);
        }
    }
}

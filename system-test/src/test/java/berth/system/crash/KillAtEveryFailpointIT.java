package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;
import berth.server.failpoint.FailpointSwitch;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A server dies at every place there is to die at, comes back on what it left, and dies again at
/// the next; then everything fails once, then everything is late. At the end every device is where
/// it must be, exactly once, and the history of it all breaks no invariant.
///
/// Each life is at once the recovery from the death before it: operations that were interrupted go
/// on while new ones run into the next failpoint. A name that is not reached fails the test.
final class KillAtEveryFailpointIT {
    private static final Duration TO_BE_REACHED = Duration.ofSeconds(40);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(1500);

    /// Only trouble in an operation that has no plan yet would leave it where it was admitted, and
    /// today nothing that can be in trouble is asked before there is a plan: an allocation function
    /// that fails is a decision. The last life is armed with them: it would die if that changed.
    private static final List<String> NEVER_REACHED =
            List.of(
                    FailStep.REGISTRATION_ADVANCE_ADMITTED.before(),
                    FailStep.REGISTRATION_ADVANCE_ADMITTED.after());

    /// Reached only by what takes seconds.
    private static final Set<FailStep> NEEDS_A_STUCK_HUB =
            Set.of(FailStep.WORK_FINISH_AGAIN, FailStep.WORK_FINISH_DEAD, FailStep.WORK_SETTLE);

    @TempDir private Path folder;

    @Test
    @Timeout(420)
    void everyDeviceEndsOnceWhereverAServerOnSqliteDies() throws Exception {
        breakEverything(Home.sqlite(folder.resolve("data")));
    }

    @Test
    @Timeout(420)
    void everyDeviceEndsOnceWhereverAServerOnPostgresDies() throws Exception {
        try (var database = TestPostgres.create()) {
            breakEverything(new Home(folder.resolve("data"), database));
        }
    }

    private void breakEverything(Home home) throws Exception {
        try (var scene = new Scene(home, folder);
                var acts = new Acts(scene)) {
            var first = scene.start();
            acts.prepare();
            first.terminate();

            for (var name : reached()) {
                dieAt(name, scene, acts);
            }
            failEverywhere("exception", scene, acts);
            failEverywhere("delay-300", scene, acts);

            var last =
                    scene.start(
                            NEVER_REACHED.stream()
                                    .map(name -> name + ":exit")
                                    .collect(Collectors.joining(",")));
            acts.awaitEnd();
            assertThat(last.isAlive()).as("died at one of " + NEVER_REACHED).isTrue();
            last.terminate();
            acts.verify(scene.judge(true), home);
        }
    }

    private static List<String> reached() {
        return Failpoints.names().stream().filter(name -> !NEVER_REACHED.contains(name)).toList();
    }

    private static void dieAt(String name, Scene scene, Acts acts) throws Exception {
        var node = scene.start(name + ":exit");
        if (node.isAlive()) {
            acts.round(needsStuckHub(name));
        }
        Wait.until(
                "reached: " + name,
                TO_BE_REACHED,
                () -> {
                    acts.requireSound();
                    return !node.isAlive();
                });
        assertThat(node.exitCode()).as(node.err()).isEqualTo(FailpointSwitch.EXIT_STATUS);
    }

    private static boolean needsStuckHub(String name) {
        return NEEDS_A_STUCK_HUB.stream()
                .anyMatch(step -> step.before().equals(name) || step.after().equals(name));
    }

    /// One life in which every failpoint breaks something once.
    private static void failEverywhere(String deed, Scene scene, Acts acts) throws Exception {
        var node =
                scene.start(
                        reached().stream()
                                .map(name -> name + ":" + deed)
                                .collect(Collectors.joining(",")));
        long start = System.nanoTime();
        while (!node.faults().containsAll(reached())) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("not reached: %s", missing(node))
                    .isLessThan(TO_BE_REACHED);
            acts.requireSound();
            acts.round(true);
            Wait.pause(BETWEEN_ROUNDS);
        }
        node.terminate();
    }

    private static List<String> missing(Node node) {
        var faults = node.faults();
        return reached().stream().filter(name -> !faults.contains(name)).toList();
    }
}

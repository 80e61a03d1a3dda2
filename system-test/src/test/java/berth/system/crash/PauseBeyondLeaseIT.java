package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.registration.RegistrationStatus;
import berth.core.secret.SymmetricKeys;
import berth.testkit.history.Fact;
import berth.testkit.history.HistoryEntry;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;

/// A node stops in the very middle of a call, longer than its lease lasts; another takes over, the
/// device moves on to another hub; then the first one wakes up and goes on where it was. It must
/// find that nothing of what it knows is true any more.
final class PauseBeyondLeaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IN_MID_CALL = "hub.provision.before:delay-8000";

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void whoWakesUpBehindItsLeaseDoublesNothing() throws Exception {
        try (var database = TestPostgres.create();
                var scene = new Scene(new Home(folder.resolve("data"), database), folder)) {
            var wire = new Wire(scene);
            var operator = new Operator(scene, wire);
            var sleeper = scene.start(IN_MID_CALL);
            var keys = SymmetricKeys.generate(new SecureRandom());
            operator.enroll("meter-1", keys, onHub(Scene.HUB_1));
            var device = new Device(scene, wire, "meter-1", keys.primary());
            var promised = device.tryToRegister(sleeper.ready()).orElseThrow();
            Wait.until("in mid-call", PATIENCE, () -> !sleeper.faults().isEmpty());
            sleeper.pause();
            scene.fault("SIGSTOP");

            var other = scene.start();
            var told = device.awaitEnd(promised.operation());
            assertThat(told.status()).isEqualTo(RegistrationStatus.ASSIGNED);
            assertThat(told.hub()).isEqualTo(Scene.HUB_1);
            operator.enroll("meter-1", keys, onHub(Scene.HUB_2));
            var moved = device.register();
            assertThat(moved.hub()).isEqualTo(Scene.HUB_2);
            scene.awaitQuiet(operator, PATIENCE);

            long before = ended(sleeper);
            sleeper.go();
            scene.fault("SIGCONT");
            Wait.until("it goes on", PATIENCE, () -> ended(sleeper) > before);
            scene.awaitQuiet(operator, PATIENCE);
            sleeper.terminate();
            other.terminate();

            var end = scene.judge(true);
            assertThat(EndDump.places(end, "meter-1")).isEqualTo(Set.of(Scene.HUB_2 + "/meter-1"));
            assertThat(steps(sleeper, HistoryEntry.Phase.FAIL)).as("leases lost").isOne();
        }
    }

    /// Steps that it has handed to the store and heard of.
    private static long ended(Node node) {
        return steps(node, HistoryEntry.Phase.OK) + steps(node, HistoryEntry.Phase.FAIL);
    }

    private static long steps(Node node, HistoryEntry.Phase phase) {
        return node.written().stream()
                .filter(entry -> entry.fact() == Fact.ADVANCE && entry.phase() == phase)
                .count();
    }

    private static String onHub(String hub) {
        return "\"allocationPolicy\": \"static\", \"iotHubs\": [\"%s\"]".formatted(hub);
    }
}

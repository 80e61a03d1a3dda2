package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.server.failpoint.FailpointSwitch;
import berth.testkit.history.Fact;
import berth.testkit.history.HistoryEntry;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// SIGTERM in the middle of a fleet, with a call to a hub under way for every device: the calls
/// end, and what cannot end goes on after the next start, at once, because nobody holds a lease any
/// more.
final class GracefulShutdownIT {
    private static final int DEVICES = 40;
    private static final int LATE_DEVICES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// The calls that are under way when the signal comes: each takes this long.
    private static final String SLOW_CALLS =
            IntStream.rangeClosed(1, DEVICES)
                    .mapToObj("hub.provision.before:delay-4000:%d"::formatted)
                    .collect(Collectors.joining(","));

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void onSqliteAcknowledgedOperationsGoOnAfterTheNextStart() throws Exception {
        stopInTheMiddle(Home.sqlite(folder.resolve("data")));
    }

    @Test
    @Timeout(180)
    void onPostgresAcknowledgedOperationsGoOnAfterTheNextStart() throws Exception {
        try (var database = TestPostgres.create()) {
            stopInTheMiddle(new Home(folder.resolve("data"), database));
        }
    }

    private void stopInTheMiddle(Home home) throws Exception {
        try (var scene = new Scene(home, folder);
                var acts = new Acts(scene)) {
            var first = scene.start(SLOW_CALLS);
            acts.prepare();
            acts.stuck("stuck");
            for (int i = 1; i <= DEVICES; i++) {
                acts.oneMore("device-" + i);
            }
            Wait.until(
                    "every device has its promise",
                    PATIENCE,
                    () -> acknowledged(scene) >= DEVICES + 1 && !first.faults().isEmpty());
            // Whoever comes while it closes is served or cut off, and must not be held up either.
            for (int i = 1; i <= LATE_DEVICES; i++) {
                acts.oneMore("late-" + i);
            }
            first.terminate();
            scene.fault("SIGTERM");

            assertThat(first.exitCode()).as(first.err()).isNotEqualTo(FailpointSwitch.EXIT_STATUS);
            assertThat(leased(home)).as("leases held by nobody\n%s", first.err()).isEmpty();

            var next = scene.start();
            acts.awaitEnd();
            next.terminate();
            acts.verify(scene.judge(true), home);
        }
    }

    private static long acknowledged(Scene scene) {
        return scene.history().entries().stream()
                .filter(entry -> entry.fact() == Fact.REGISTER)
                .filter(entry -> entry.phase() == HistoryEntry.Phase.OK)
                .count();
    }

    /// Running operations that the next start could not take up at once.
    private static List<String> leased(Home home) {
        if (home.embedded()) {
            return List.of(); // a start voids the leases of the one before
        }
        long now = TimeUnit.SECONDS.toMicros(Instant.now().getEpochSecond() + 1);
        return home.names(
                "SELECT operation_id || ' of ' || registration_id || ', ' || state || ' since '"
                        + " || created_at || ', leased until ' || lease_until AS name"
                        + " FROM operation WHERE finished_at IS NULL AND lease_until > "
                        + now);
    }
}

package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.registration.RegistrationStatus;
import berth.core.secret.SymmetricKeys;
import berth.store.sql.NewerRelease;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// While a fleet of nodes is upgraded one by one, or after a release was taken back, a node meets
/// operations in states that only a newer release knows. It leaves them alone, tells their devices
/// to wait, and serves everybody else.
///
/// Source: reliability, section 5 ("schema").
final class RollingUpgradeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Both devices' operations are in mid-call when the newer release takes them.
    private static final String IN_MID_CALL =
            "hub.provision.before:delay-6000:1,hub.provision.before:delay-6000:2";

    private static final String NEWER_STATE = "CONTEXT";

    @TempDir private Path folder;
    private final SymmetricKeys group = SymmetricKeys.generate(new SecureRandom());

    @Test
    @Timeout(180)
    void anOlderNodeBesideANewerOneLeavesAloneWhatItDoesNotKnow() throws Exception {
        try (var database = TestPostgres.create()) {
            upgrade(new Home(folder.resolve("data"), database));
        }
    }

    @Test
    @Timeout(180)
    void aReleaseThatIsTakenBackLeavesAloneWhatItDoesNotKnow() throws Exception {
        upgrade(Home.sqlite(folder.resolve("data")));
    }

    private void upgrade(Home home) throws Exception {
        try (var scene = new Scene(home, folder)) {
            var wire = new Wire(scene);
            var operator = new Operator(scene, wire);
            var older = scene.start(IN_MID_CALL);
            operator.enrollGroup("fleet", group);
            var theirs = device(scene, wire, "theirs");
            var ours = device(scene, wire, "ours");
            var promised = theirs.admitted();
            var other = ours.admitted();
            Wait.until(
                    "both in mid-call",
                    PATIENCE,
                    () -> running(home, "state = 'PLANNED'").size() == 2);

            older = take(home, scene, older, "theirs", NEWER_STATE, "ours", "PLANNED");
            var left = running(home, "state = '" + NEWER_STATE + "'");
            assertThat(left).hasSize(1);

            assertThat(ours.awaitEnd(other).status()).isEqualTo(RegistrationStatus.ASSIGNED);
            assertThat(theirs.admitted()).as("joined").isEqualTo(promised);
            var answer = theirs.tryToPoll(promised).orElseThrow();
            assertThat(answer.status()).isEqualTo(RegistrationStatus.ASSIGNING);
            assertThat(operator.tryTo("/registrations/theirs/disable")).isEqualTo(503);
            assertThat(operator.tryTo("/registrations/theirs/decommission")).isEqualTo(503);
            assertThat(running(home, "state = '" + NEWER_STATE + "'")).isEqualTo(left);
            assertThat(older.err()).doesNotContain("orrupt");

            older = take(home, scene, older, "theirs", "PLANNED");
            assertThat(theirs.awaitEnd(promised).status()).isEqualTo(RegistrationStatus.ASSIGNED);
            scene.awaitQuiet(operator, PATIENCE);
            older.terminate();
            scene.judge(true);
        }
    }

    private Device device(Scene scene, Wire wire, String id) {
        return new Device(scene, wire, id, group.derive(id).primary());
    }

    /// The newer release at work; where only one process may have the store open, in between.
    ///
    /// @param left pairs of registration ID and the state it is left in
    /// @return the node that serves now
    private static Node take(Home home, Scene scene, Node older, String... left) throws Exception {
        if (home.embedded()) {
            older.kill();
            scene.fault("SIGKILL");
        }
        try (var connection = home.connect()) {
            for (int i = 0; i < left.length; i += 2) {
                NewerRelease.leave(connection, left[i], left[i + 1]);
            }
        }
        return home.embedded() ? scene.start() : older;
    }

    /// The running operations of which something is so, with all that a step would change.
    private static List<String> running(Home home, String condition) {
        return home.names(
                "SELECT operation_id || ' ' || state || ' epoch ' || lease_epoch AS name"
                        + " FROM operation WHERE finished_at IS NULL AND "
                        + condition);
    }
}

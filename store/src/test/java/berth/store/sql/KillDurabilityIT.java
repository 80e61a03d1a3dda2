package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whatever was acknowledged is there after the process was killed in the middle of committing.
@Timeout(120)
class KillDurabilityIT {
    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED_MIN = 300;

    @TempDir Path parent;

    @Test
    void nothingAcknowledgedIsLostToAKill() throws Exception {
        var folder = parent.resolve("data");
        var acknowledged = new ArrayList<String>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (var child = ChildProcess.start(List.of(), folder, "run" + kill, 16, 1_000_000)) {
                // A different moment each time.
                readAcknowledged(child, acknowledged, ACKNOWLEDGED_MIN + 97 * kill);
                assertThatThrownBy(() -> Sqlite.open(folder)).isInstanceOf(StoreLocked.class);
                child.kill();
                readAcknowledged(child, acknowledged, Integer.MAX_VALUE);
            }
        }

        try (var store = Sqlite.open(folder)) {
            for (var target : acknowledged) {
                assertThat(store.auditLog().newest(CommitLoop.SCOPE, target, 1))
                        .containsExactly(CommitLoop.event(target));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_MIN);
    }

    private static void readAcknowledged(ChildProcess child, List<String> acknowledged, int count)
            throws Exception {
        for (int i = 0; i < count; i++) {
            var line = child.line();
            if (line.isEmpty()) {
                return;
            }
            // The kill may cut the last line short; a name that is not whole was not acknowledged.
            if (line.get().matches("ack run\\d+-\\d+-\\d+")) {
                acknowledged.add(line.get().substring(4));
            }
        }
    }
}

package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// After a sync that failed nothing is acknowledged any more, and the next start recovers.
@Timeout(120)
class FsyncErrorIT {
    private static final int COMMITS = 30;
    private static final int SYNCS_GOOD = 10;

    @TempDir Path folder;

    @BeforeEach
    void needStrace() throws InterruptedException {
        Strace.require();
    }

    @Test
    void aFailedSyncIsFinal() throws Exception {
        var data = folder.resolve("data");
        try (var child = ChildProcess.start(List.of(), data, "first", 1, 1)) {
            assertThat(child.lines()).contains("ack first-0-0");
        }

        List<String> said;
        var tracer = Strace.failing(folder.resolve("strace"), SYNCS_GOOD);
        try (var child = ChildProcess.start(tracer, data, "run", 1, COMMITS)) {
            said = child.lines();
        }

        var outcomes =
                said.stream()
                        .filter(line -> line.contains(" run-"))
                        .map(FsyncErrorIT::word)
                        .toList();
        int failed = outcomes.indexOf("unknown");
        assertThat(outcomes).hasSize(COMMITS);
        assertThat(failed).isPositive();
        assertThat(outcomes.subList(0, failed)).containsOnly("ack");
        assertThat(outcomes.subList(failed + 1, COMMITS)).containsOnly("refused");

        try (var store = Sqlite.open(data)) {
            for (var line : said) {
                var target = line.substring(line.indexOf(' ') + 1);
                if (line.startsWith("ack ")) {
                    assertThat(store.auditLog().newest(CommitLoop.SCOPE, target, 1)).hasSize(1);
                } else if (line.startsWith("refused ")) {
                    assertThat(store.auditLog().newest(CommitLoop.SCOPE, target, 1)).isEmpty();
                }
            }
        }
    }

    private static String word(String line) {
        return line.substring(0, line.indexOf(' '));
    }
}

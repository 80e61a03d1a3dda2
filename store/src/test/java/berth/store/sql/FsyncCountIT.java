package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Every commit reaches the disk before it is acknowledged, and commits share the way there.
@Timeout(120)
class FsyncCountIT {
    private static final int COMMITS = 40;

    @TempDir Path folder;

    @BeforeEach
    void needStrace() throws InterruptedException {
        Strace.require();
    }

    private record Run(long syncs, long transactions, long acknowledged) {}

    private Run run(String name, int threads, int commits) throws Exception {
        var log = folder.resolve(name + ".strace");
        try (var child =
                ChildProcess.start(
                        Strace.counting(log), folder.resolve("data"), name, threads, commits)) {
            var lines = child.lines();
            var last = lines.getLast();
            assertThat(last).startsWith("done ");
            return new Run(
                    Strace.syncs(log),
                    Long.parseLong(last.substring(5)),
                    lines.stream().filter(line -> line.startsWith("ack ")).count());
        }
    }

    @Test
    void thereIsASyncForEachCommitAndACommitForSeveralCallers() throws Exception {
        run("first", 1, 1);
        var idle = run("idle", 1, 0);

        var alone = run("alone", 1, COMMITS);
        assertThat(alone.acknowledged()).isEqualTo(COMMITS);
        assertThat(alone.transactions()).isEqualTo(COMMITS);
        assertThat(alone.syncs() - idle.syncs()).isGreaterThanOrEqualTo(COMMITS);

        var together = run("together", 32, COMMITS);
        assertThat(together.acknowledged()).isEqualTo(32 * COMMITS);
        assertThat(together.transactions()).isLessThan(together.acknowledged() / 2);
        assertThat(together.syncs() - idle.syncs()).isGreaterThanOrEqualTo(together.transactions());
    }
}

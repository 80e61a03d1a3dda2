package berth.store.sql;

import berth.core.audit.AuditEvent;
import berth.core.error.StoreUnavailable;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/// A process of its own that commits and says what was acknowledged, one line an entry; for tests
/// that do things to processes.
///
/// Arguments: data folder, name of this run, threads, commits a thread makes. Lines: `ack
/// <target>`, `unknown <target>`, `refused <target>`, and at the end `done <transactions>`.
final class CommitLoop {
    static final String SCOPE = "LOOP";

    private CommitLoop() {}

    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        var run = args[1];
        int threads = Integer.parseInt(args[2]);
        int commits = Integer.parseInt(args[3]);
        try (var store = SqlStore.openSqlite(folder, InstantSource.system(), new SecureRandom());
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = store.commits().transactions();
            say("open");
            for (int i = 0; i < threads; i++) {
                var name = run + "-" + i;
                executor.execute(() -> commit(store, name, commits));
            }
            executor.shutdown();
            while (!executor.isTerminated()) {
                Thread.onSpinWait();
            }
            say("done " + (store.commits().transactions() - before));
        }
    }

    private static void commit(SqlStore store, String name, int commits) {
        for (int i = 0; i < commits; i++) {
            var target = name + "-" + i;
            try {
                store.auditLog().append(event(target));
                say("ack " + target);
            } catch (StoreUnavailable e) {
                say((e.outcomeKnown() ? "refused " : "unknown ") + target);
            }
        }
    }

    static AuditEvent event(String target) {
        return new AuditEvent(Instant.EPOCH, SCOPE, "system:test", "", "x", target, "ok", "");
    }

    private static void say(String line) {
        // One call, so that lines of different threads do not mix.
        System.out.print(line + "\n");
        System.out.flush();
    }
}

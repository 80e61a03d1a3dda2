package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.StoreUnavailable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class SqliteDatabaseTest {
    private static final String INSERT = "INSERT INTO hub (name, host_name) VALUES ('x', ?)";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir Path folder;
    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder, InstantSource.system());
    }

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    private static Database.Work<Integer> insert(String name) {
        return session -> session.query(INSERT).bind(name).run();
    }

    private List<String> names() {
        return database.read(
                "names",
                session ->
                        session.query("SELECT host_name FROM hub ORDER BY host_name")
                                .all(row -> row.text("host_name")));
    }

    /// Holds the writer in a unit of work until everything in `works` has queued up behind it, in
    /// this order.
    private List<Future<Integer>> inOneGroup(List<Database.Work<Integer>> works)
            throws InterruptedException {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        threads.execute(
                () ->
                        database.write(
                                "hold",
                                _ -> {
                                    begun.countDown();
                                    return await(release);
                                }));
        begun.await();
        var queued = new ArrayList<Future<Integer>>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (var work : works) {
            queued.add(threads.submit(() -> database.write("queued", work)));
            while (database.backlog() < queued.size()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
        release.countDown();
        return queued;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatQueuesUpDuringACommitSharesTheNext() throws Exception {
        var works = new ArrayList<Database.Work<Integer>>();
        for (int i = 0; i < 50; i++) {
            works.add(insert("n" + i));
        }

        for (var done : inOneGroup(works)) {
            assertThat(done.get()).isEqualTo(1);
        }

        assertThat(names()).hasSize(50);
        assertThat(database.commits()).isEqualTo(new CommitCount(51, 2));
    }

    @Test
    void aUnitThatFailsHarmsNobodyElseOfItsGroup() throws Exception {
        Database.Work<Integer> broken =
                session -> {
                    session.query(INSERT).bind("broken").run();
                    return session.query(INSERT).bind("broken").run();
                };
        Database.Work<Integer> thrown =
                session -> {
                    session.query(INSERT).bind("thrown").run();
                    throw new IllegalStateException("boom");
                };
        Database.Work<Integer> undone =
                session -> {
                    session.undo();
                    return session.query(INSERT).bind("undone").run();
                };

        var done = inOneGroup(List.of(insert("a"), broken, thrown, undone, insert("b")));

        assertThat(done.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> done.get(1).get())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("queued");
        assertThatThrownBy(() -> done.get(2).get()).hasRootCauseMessage("boom");
        assertThat(done.get(3).get()).isEqualTo(1);
        assertThat(done.get(4).get()).isEqualTo(1);
        assertThat(names()).containsExactly("a", "b");
        assertThat(database.commits().transactions()).isEqualTo(2);
    }

    @Test
    void aUnitSeesWhatTheOnesBeforeItWrote() throws Exception {
        Database.Work<Integer> count =
                session ->
                        session.query("SELECT COUNT(*) AS n FROM hub")
                                .one(row -> Math.toIntExact(row.number("n")));

        var done = inOneGroup(List.of(insert("a"), insert("b"), count));

        assertThat(done.getLast().get()).isEqualTo(2);
    }

    @Test
    void readersSeeOnlyWhatIsCommitted() throws Exception {
        var written = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var writing =
                threads.submit(
                        () ->
                                database.write(
                                        "hold",
                                        session -> {
                                            session.query(INSERT).bind("a").run();
                                            written.countDown();
                                            return await(release);
                                        }));
        written.await();

        assertThat(names()).isEmpty();
        release.countDown();
        assertThat(writing.get()).isTrue();
        assertThat(names()).containsExactly("a");
    }

    @Test
    void readersCannotWrite() {
        assertThatThrownBy(() -> database.read("read", insert("a")))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aUnitThatWaitsTooLongIsWithdrawnAndNeverHappens() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var holding =
                threads.submit(
                        () ->
                                database.write(
                                        "hold",
                                        _ -> {
                                            begun.countDown();
                                            return await(release);
                                        }));
        begun.await();

        assertThatThrownBy(() -> database.write("late", insert("late")))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.outcomeKnown()).isTrue());
        release.countDown();
        holding.get();
        database.write("next", insert("next"));

        assertThat(names()).containsExactly("next");
    }

    /// The engine's own limit stands for the disk's.
    @Test
    void aFullDiskIsNotTheEnd() {
        long pages =
                database.read(
                        "pages",
                        session ->
                                session.query("PRAGMA page_count")
                                        .one(row -> row.number("page_count")));
        limitPages(pages + 2);
        int written = 0;
        @Nullable StoreUnavailable full = null;
        while (full == null) {
            try {
                database.write("fill", insert("x".repeat(1_000) + written));
                written++;
            } catch (StoreUnavailable e) {
                full = e;
            }
        }

        assertThat(full.outcomeKnown()).isTrue();
        assertThat(database.fault()).isEmpty();
        assertThat(names()).hasSize(written);
        limitPages(pages + 1_000);
        database.write("fill", insert("next"));
        assertThat(names()).hasSize(written + 1);
    }

    private void limitPages(long pages) {
        database.write(
                "limit",
                session ->
                        session.query("PRAGMA max_page_count = " + pages)
                                .one(row -> row.number("max_page_count")));
    }

    @Test
    void aUnitInsideAUnitIsABugAndNotADeadlock() {
        assertThatThrownBy(() -> database.write("outer", _ -> database.write("inner", insert("a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inner");
    }

    @Test
    void whatWasAskedBeforeTheCloseIsDone() throws Exception {
        var done = inOneGroup(List.of(insert("a"), insert("b")));
        database.close();

        for (var one : done) {
            assertThat(one.get()).isEqualTo(1);
        }
        assertThatThrownBy(() -> database.write("late", insert("c")))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(Sqlite.number(folder, "SELECT COUNT(*) FROM hub")).isEqualTo(2);
    }

    @Test
    void theFileIsInWriteAheadModeAndSyncsEveryCommit() {
        assertThat(pragma("journal_mode")).isEqualTo("wal");
        assertThat(pragma("synchronous")).isEqualTo("2");
        assertThat(pragma("foreign_keys")).isEqualTo("1");
    }

    private String pragma(String name) {
        return database.write(
                name, session -> session.query("PRAGMA " + name).one(row -> row.text(name)));
    }

    @Test
    void aSecondStartIsToldThatTheFolderIsInUse() {
        assertThatThrownBy(() -> SqliteDatabase.open(folder, InstantSource.system()))
                .isInstanceOf(StoreLocked.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void aFailedOpenLeavesTheFolderFree() {
        database.close();
        Sqlite.execute(folder, "UPDATE schema_migration SET checksum = 'x' WHERE version = 2");
        assertThatThrownBy(() -> SqliteDatabase.open(folder, InstantSource.system()))
                .isInstanceOf(SchemaRefused.class);

        assertThatThrownBy(() -> SqliteDatabase.open(folder, InstantSource.system()))
                .isInstanceOf(SchemaRefused.class);
    }

    @Test
    void theDataFolderIsMadeForItsOwnerOnly(@TempDir Path parent) throws Exception {
        var made = parent.resolve("a").resolve("data");
        SqliteDatabase.open(made, InstantSource.system()).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }
}

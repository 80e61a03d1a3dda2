package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.StoreUnavailable;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class PostgresDatabaseTest {
    private static final String INSERT = "INSERT INTO hub (name, host_name) VALUES ('x', ?)";
    private static final String LOCK = "SELECT name FROM hub WHERE host_name = ? {lock}";

    /// A node's clock that is a year off must not matter.
    private static final InstantSource WRONG_CLOCK =
            () -> Instant.now().minus(Duration.ofDays(365));

    private static TestPostgres postgres;
    private static PostgresDatabase database;

    @BeforeAll
    static void open() {
        postgres = TestPostgres.create();
        database = PostgresDatabase.open(Postgres.settings(postgres), WRONG_CLOCK, new Random(3));
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
            postgres.close();
        }
    }

    @BeforeEach
    void empty() {
        database.write("empty", session -> session.query("DELETE FROM hub").run());
    }

    private static Database.Work<Integer> insert(String name) {
        return session -> session.query(INSERT).bind(name).run();
    }

    private static long count() {
        return database.read(
                "count",
                session ->
                        session.query("SELECT COUNT(*) AS n FROM hub").one(row -> row.number("n")));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theStoresClockIsTheDatabases() {
        var now = database.read("now", Session::now);

        assertThat(now).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void whoLosesARaceIsAskedAgain() {
        database.write("first", insert("a"));
        var attempts = new AtomicInteger();

        var answer =
                database.write(
                        "second",
                        session -> {
                            attempts.incrementAndGet();
                            // The first attempt acts on what it saw before the other wrote.
                            return attempts.get() == 1
                                    ? insert("a").on(session)
                                    : insert("b").on(session);
                        });

        assertThat(answer).isEqualTo(1);
        assertThat(attempts).hasValue(2);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aRaceThatNeverEndsIsUnavailable() {
        database.write("first", insert("a"));

        assertThatThrownBy(() -> database.write("again", insert("a")))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.outcomeKnown()).isTrue());
    }

    @Test
    void anUndoneUnitLeavesNothing() {
        int answer =
                database.write(
                        "undone",
                        session -> {
                            session.undo();
                            return insert("a").on(session);
                        });

        assertThat(answer).isEqualTo(1);
        assertThat(count()).isZero();
    }

    @Test
    void aConnectionLostDuringTheCommitHasAnUnknownOutcome() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        "cut",
                                        session -> {
                                            int rows = insert("a").on(session);
                                            postgres.cutConnections();
                                            return rows;
                                        }))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.outcomeKnown()).isFalse());
    }

    @Test
    void aConnectionLostBeforeTheCommitDidNothingAndTheNextWorks() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        "cut",
                                        session -> {
                                            insert("a").on(session);
                                            postgres.cutConnections();
                                            return insert("b").on(session);
                                        }))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.outcomeKnown()).isTrue());

        database.write("next", insert("c"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whoWaitsForALockGivesUp() throws Exception {
        database.write("first", insert("a"));
        var locked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var holding =
                    threads.submit(
                            () ->
                                    database.write(
                                            "hold",
                                            session -> {
                                                session.query(LOCK)
                                                        .bind("a")
                                                        .one(row -> row.text("name"));
                                                locked.countDown();
                                                return await(release);
                                            }));
            locked.await();

            assertThatThrownBy(
                            () ->
                                    database.write(
                                            "wait",
                                            session ->
                                                    session.query(LOCK)
                                                            .bind("a")
                                                            .one(row -> row.text("name"))))
                    .isInstanceOfSatisfying(
                            StoreUnavailable.class, e -> assertThat(e.outcomeKnown()).isTrue());
            release.countDown();
            assertThat(holding.get()).isTrue();
        }
    }

    @Test
    void aStatementThatTakesTooLongIsStopped() {
        assertThatThrownBy(
                        () ->
                                database.read(
                                        "slow",
                                        session ->
                                                session.query("SELECT pg_sleep(20)")
                                                        .one(_ -> true)))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void whoFindsNoFreeConnectionGivesUp() throws Exception {
        var settings = Postgres.settings(postgres);
        var one = new PostgresSettings(settings.jdbcUrl(), settings.user(), settings.password(), 1);
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var narrow = PostgresDatabase.open(one, WRONG_CLOCK, new Random(4));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var holding =
                    threads.submit(
                            () ->
                                    narrow.read(
                                            "hold",
                                            _ -> {
                                                begun.countDown();
                                                return await(release);
                                            }));
            begun.await();

            assertThatThrownBy(() -> narrow.read("wait", Session::now))
                    .isInstanceOf(StoreUnavailable.class);
            release.countDown();
            assertThat(holding.get()).isTrue();
        } finally {
            narrow.close();
        }
    }

    @Test
    void aWrongStatementIsABugAndNotAnOutage() {
        assertThatThrownBy(() -> database.read("wrong", s -> s.query("SELEC 1").run()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        var nowhere =
                new PostgresSettings(
                        "jdbc:postgresql://127.0.0.1:1/x",
                        "u",
                        Postgres.settings(postgres).password(),
                        1);

        assertThatThrownBy(() -> PostgresDatabase.open(nowhere, WRONG_CLOCK, new Random(4)))
                .isInstanceOf(StoreUnavailable.class);
    }
}

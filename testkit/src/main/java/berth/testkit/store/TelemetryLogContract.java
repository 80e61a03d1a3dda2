package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryLog.Retention;
import berth.core.hub.message.TelemetryLog.Size;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/// What every [TelemetryLog] keeps.
public abstract class TelemetryLogContract {
    private static final Duration AGES = Duration.ofDays(365);
    private static final long MUCH = 1L << 40;

    private final HubHostName hub = Samples.freshHub();

    protected abstract HubHost host();

    private TelemetryLog log() {
        return host().telemetry();
    }

    private void append(TelemetryEntry... entries) {
        log().append(hub, List.of(entries));
    }

    private List<TelemetryRecord> all() {
        return all(null);
    }

    private List<TelemetryRecord> all(@Nullable Integer partition) {
        return log().read(hub, partition, TelemetryLog.BEGINNING, 1_000, MUCH);
    }

    private static List<String> bodies(List<TelemetryRecord> records) {
        return records.stream().map(record -> Messages.text(record.message())).toList();
    }

    @Test
    void aRecordComesBackAsItWasAppended() {
        var client = Messages.module("meter-7", "filter");
        append(
                new TelemetryEntry(client, 3, Messages.full()),
                new TelemetryEntry(Messages.device("meter-7"), 3, Messages.message("")));

        var records = all();

        assertThat(records)
                .extracting(TelemetryRecord::message)
                .containsExactly(Messages.full(), Messages.message(""));
        assertThat(records)
                .extracting(TelemetryRecord::client)
                .containsExactly(client, Messages.device("meter-7"));
        assertThat(records).extracting(TelemetryRecord::partition).containsOnly(3);
        assertThat(List.copyOf(records.getFirst().message().application().keySet()))
                .containsExactly("z", "", "a");
    }

    @Test
    void recordsComeInTheOrderOfAppendingOverallAndInEachPartition() {
        append(Messages.entry(1, "a"), Messages.entry(0, "b"), Messages.entry(1, "c"));
        append(Messages.entry(0, "d"));

        assertThat(bodies(all())).containsExactly("a", "b", "c", "d");
        assertThat(bodies(all(0))).containsExactly("b", "d");
        assertThat(bodies(all(1))).containsExactly("a", "c");
        assertThat(all(2)).isEmpty();
    }

    @Test
    void aReadingGoesOnInTheMiddleOfWhatWasAppendedTogether() {
        append(Messages.entry(1, "a"), Messages.entry(0, "b"), Messages.entry(1, "c"));
        var second = all().get(1);

        assertThat(bodies(log().read(hub, null, second.sequence(), 10, MUCH))).containsExactly("c");
        assertThat(bodies(log().read(hub, 1, second.sequence(), 10, MUCH))).containsExactly("c");
        assertThat(log().read(hub, 0, second.sequence(), 10, MUCH)).isEmpty();
    }

    @Test
    void aReadingIsBoundedInRecordsAndBytes() {
        append(Messages.entry(0, "12345"), Messages.entry(0, "123"), Messages.entry(0, "1234"));
        append(Messages.entry(0, "1"));

        assertThat(log().read(hub, null, 0, 2, MUCH)).hasSize(2);
        assertThat(log().read(hub, null, 0, 10, 8)).hasSize(2);
        assertThat(log().read(hub, 0, 0, 10, 12)).hasSize(3);
        assertThat(bodies(log().read(hub, 0, 0, 10, 1))).containsExactly("12345");
        assertThatThrownBy(() -> log().read(hub, null, 0, 0, MUCH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log().read(hub, null, 0, 1_001, MUCH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Reads page by page, as a consumer does.
    private List<TelemetryRecord> paged(@Nullable Integer partition, int limit) {
        var records = new ArrayList<TelemetryRecord>();
        long after = TelemetryLog.BEGINNING;
        while (true) {
            var page = log().read(hub, partition, after, limit, MUCH);
            if (page.isEmpty()) {
                return records;
            }
            records.addAll(page);
            after = page.getLast().sequence();
        }
    }

    @Test
    void manyRecordsAppendedAtOnceComeBackPageByPage() {
        var entries = new ArrayList<TelemetryEntry>();
        for (int i = 0; i < 700; i++) {
            entries.add(Messages.entry(i % 3, "r" + i));
        }
        entries.add(Messages.entry(0, "x".repeat(1_200_000)));
        entries.add(Messages.entry(1, "last"));
        log().append(hub, entries);

        var texts = entries.stream().map(entry -> Messages.text(entry.message())).toList();
        assertThat(bodies(paged(null, 64))).isEqualTo(texts);
        assertThat(bodies(all())).isEqualTo(texts);
        assertThat(bodies(paged(1, 7)))
                .isEqualTo(
                        entries.stream()
                                .filter(entry -> entry.partition() == 1)
                                .map(entry -> Messages.text(entry.message()))
                                .toList());
        assertThat(log().size(hub).records()).isEqualTo(702);
    }

    @Test
    void aHubHasItsOwnRecordsAndNumbers() {
        var other = Samples.freshHub();
        append(Messages.entry(0, "a"));
        log().append(other, List.of(Messages.entry(0, "b")));

        assertThat(bodies(all())).containsExactly("a");
        assertThat(log().size(other).records()).isEqualTo(1);
        assertThat(log().read(Samples.freshHub(), null, 0, 10, MUCH)).isEmpty();
        assertThat(log().size(Samples.freshHub())).isEqualTo(new Size(0, 0));
    }

    @Test
    void theSizeIsThatOfWhatIsThere() {
        var entries =
                List.of(
                        new TelemetryEntry(Messages.device("meter-7"), 0, Messages.full()),
                        Messages.entry(1, "12345"));
        log().append(hub, entries);
        long bytes = entries.stream().mapToLong(entry -> entry.message().size()).sum();

        assertThat(log().size(hub)).isEqualTo(new Size(2, bytes));
        log().trim(hub, new Retention(AGES, 5, null), 100);
        assertThat(log().size(hub)).isEqualTo(new Size(1, 5));
    }

    @Test
    void whatIsTooOldIsForgotten() {
        append(Messages.entry(0, "a"), Messages.entry(1, "b"));
        host().pass(Duration.ofHours(2));
        append(Messages.entry(0, "c"));

        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), MUCH, null), 100))
                .isEqualTo(2);

        assertThat(bodies(all())).containsExactly("c");
        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), MUCH, null), 100)).isZero();
    }

    @Test
    void theOldestBeyondTheSizeAreForgottenAndNoMore() {
        append(Messages.entry(0, "12345"), Messages.entry(1, "12345"));
        append(Messages.entry(0, "12345"), Messages.entry(1, "last"));

        assertThat(log().trim(hub, new Retention(AGES, 10, null), 100)).isEqualTo(2);

        assertThat(bodies(all())).containsExactly("12345", "last");
        assertThat(log().size(hub)).isEqualTo(new Size(2, 9));
        assertThat(log().trim(hub, new Retention(AGES, 8, null), 100)).isEqualTo(1);
        assertThat(bodies(all())).containsExactly("last");
        assertThat(bodies(all(0))).isEmpty();
    }

    @Test
    void whatSomebodyWaitsForIsNeverForgotten() {
        append(Messages.entry(0, "a"), Messages.entry(1, "b"), Messages.entry(0, "c"));
        host().pass(Duration.ofHours(2));
        long had = all().getFirst().sequence();

        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), 0, had), 100)).isEqualTo(1);
        assertThat(bodies(all())).containsExactly("b", "c");
        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), 0, had), 100)).isZero();
        assertThat(log().size(hub)).isEqualTo(new Size(2, 2));
        append(Messages.entry(1, "d"));
        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), 0, null), 100)).isEqualTo(3);
        assertThat(log().size(hub)).isEqualTo(new Size(0, 0));
    }

    @Test
    void onlySoManyAreForgottenAtOnce() {
        append(Messages.entry(0, "a"), Messages.entry(1, "b"), Messages.entry(0, "c"));
        host().pass(Duration.ofHours(2));
        var retention = new Retention(Duration.ofHours(1), MUCH, null);

        assertThat(log().trim(hub, retention, 2)).isEqualTo(2);
        assertThat(bodies(all())).containsExactly("c");
        assertThat(log().trim(hub, retention, 2)).isEqualTo(1);
        assertThat(all()).isEmpty();
    }

    @Test
    void muchIsForgottenInOneStep() {
        for (int i = 0; i < 700; i++) {
            append(Messages.entry(i % 2, "a"));
        }
        host().pass(Duration.ofHours(2));
        append(Messages.entry(0, "young"));

        assertThat(log().trim(hub, new Retention(Duration.ofHours(1), MUCH, null), 1_000))
                .isEqualTo(700);
        assertThat(bodies(all())).containsExactly("young");
        assertThat(log().size(hub).records()).isEqualTo(1);
    }

    @Test
    void theEndOfAPartitionIsKnownWhenItsRecordsAreGone() {
        assertThat(log().span(hub, 0)).isEmpty();
        append(Messages.entry(0, "a"), Messages.entry(0, "b"));
        host().pass(Duration.ofHours(2));
        append(Messages.entry(1, "c"));
        var records = all();
        var span = log().span(hub, 0).orElseThrow();

        assertThat(span.first()).isEqualTo(records.getFirst().sequence());
        assertThat(span.last()).isEqualTo(records.get(1).sequence());
        assertThat(span.lastEnqueuedAt()).isEqualTo(records.get(1).enqueuedAt());

        log().trim(hub, new Retention(Duration.ofHours(1), MUCH, null), 100);
        var empty = log().span(hub, 0).orElseThrow();
        assertThat(empty.last()).isEqualTo(span.last());
        assertThat(empty.first()).isEqualTo(span.last() + 1);
        append(Messages.entry(0, "d"));
        assertThat(all().getLast().sequence()).isGreaterThan(records.getLast().sequence());
        assertThat(log().span(hub, 0).orElseThrow().first()).isEqualTo(all().getLast().sequence());
    }

    @Test
    void aConsumerFindsThePlaceOfATime() {
        for (int i = 0; i < 40; i++) {
            append(
                    Messages.entry(0, "a" + i),
                    Messages.entry(1, "b" + i),
                    Messages.entry(0, "c" + i));
            host().pass(Duration.ofMinutes(1));
        }
        var records = all(0);
        for (var record : records) {
            var from = record.enqueuedAt();
            var expected =
                    records.stream().filter(one -> !one.enqueuedAt().isBefore(from)).toList();
            long before = log().before(hub, 0, from);
            assertThat(log().read(hub, 0, before, 1_000, MUCH)).isEqualTo(expected);
        }
        var end = records.getLast();
        assertThat(log().before(hub, 0, end.enqueuedAt().plusSeconds(1))).isEqualTo(end.sequence());
        assertThat(log().before(hub, 0, Samples.DUE)).isEqualTo(records.getFirst().sequence() - 1);
        assertThat(log().before(hub, 5, Samples.DUE)).isEqualTo(TelemetryLog.BEGINNING);
    }

    @Test
    void aCursorNeverGoesBack() {
        assertThat(log().cursor(hub, "kafka")).isEqualTo(TelemetryLog.BEGINNING);

        log().moveCursor(hub, "kafka", 7);
        log().moveCursor(hub, "kafka", 5);
        log().moveCursor(hub, "other", 1);

        assertThat(log().cursor(hub, "kafka")).isEqualTo(7);
        assertThat(log().cursors(hub))
                .containsOnlyKeys("kafka", "other")
                .containsEntry("kafka", 7L);
        log().forgetCursor(hub, "kafka");
        assertThat(log().cursors(hub)).containsOnlyKeys("other");
    }

    /// A reader that goes by sequences, while many append, gets every record there is.
    @Test
    void aReaderSkipsNothingWhileManyAppend() {
        int writers = 8;
        int appends = 20;
        var running = new AtomicInteger(writers);
        Set<Long> seen = new ConcurrentSkipListSet<>();

        Together.run(
                writers + 1,
                i -> i == writers ? reader(running, seen) : writer(i, appends, running));

        var there = new TreeSet<Long>();
        paged(null, 1_000).forEach(record -> there.add(record.sequence()));
        assertThat(there).hasSize(writers * appends * 3);
        assertThat(seen).isEqualTo(there);
        for (int writer = 0; writer < writers; writer++) {
            var mine = "w" + writer + "-";
            assertThat(bodies(paged(writer % 4, 1_000)).stream().filter(b -> b.startsWith(mine)))
                    .hasSize(appends * 3)
                    .isSorted();
        }
    }

    private Callable<Boolean> writer(int writer, int appends, AtomicInteger running) {
        return () -> {
            try {
                for (int i = 100; i < 100 + appends; i++) {
                    var name = "w" + writer + "-" + i;
                    append(
                            Messages.entry(writer % 4, name + "a"),
                            Messages.entry(writer % 4, name + "b"),
                            Messages.entry(writer % 4, name + "c"));
                }
                return true;
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private Callable<Boolean> reader(AtomicInteger running, Set<Long> seen) {
        return () -> {
            long after = TelemetryLog.BEGINNING;
            while (true) {
                boolean last = running.get() == 0;
                var page = log().read(hub, null, after, 50, MUCH);
                for (var record : page) {
                    assertThat(record.sequence()).isGreaterThan(after);
                    after = record.sequence();
                    seen.add(after);
                }
                if (last && page.isEmpty()) {
                    return true;
                }
            }
        };
    }
}

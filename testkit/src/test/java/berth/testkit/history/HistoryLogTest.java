package berth.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonObject;
import berth.testkit.history.HistoryEntry.Phase;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// What was appended can be read again, in the order it happened.
class HistoryLogTest {
    @TempDir Path folder;

    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void whatIsWrittenIsRead() {
        var file = folder.resolve("a.jsonl");
        List<HistoryEntry> written;
        try (var log = log(file, "a")) {
            written =
                    List.of(
                            log.append("x", Phase.INVOKE, Fact.POLL, "s/d", Samples.json()),
                            log.append("x", Phase.INFO, Fact.POLL, "s/d", JsonObject.EMPTY));
        }

        assertThat(HistoryFiles.read(List.of(file)).entries()).isEqualTo(written);
    }

    @Test
    void aLineIsReadableBeforeTheLogIsClosed() {
        var file = folder.resolve("a.jsonl");
        try (var log = log(file, "a")) {
            log.append("x", Phase.INVOKE, Fact.POLL, "s/d", JsonObject.EMPTY);

            assertThat(HistoryFiles.entries(file)).hasSize(1);
        }
    }

    @Test
    void manyThreadsWriteWholeLinesInOrder() throws Exception {
        var file = folder.resolve("a.jsonl");
        try (var log = log(file, "a");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(
                    IntStream.range(0, 200)
                            .<Callable<HistoryEntry>>mapToObj(
                                    i ->
                                            () ->
                                                    log.append(
                                                            "thread " + i,
                                                            Phase.INFO,
                                                            Fact.FAULT,
                                                            "x",
                                                            Samples.json()))
                            .toList());
        }

        assertThat(HistoryFiles.read(List.of(file)).entries())
                .hasSize(200)
                .isSortedAccordingTo(
                        (left, right) -> Long.compare(left.sequence(), right.sequence()));
    }

    @Test
    void anInterruptedThreadDoesNotEndTheLog() {
        var file = folder.resolve("a.jsonl");
        try (var log = log(file, "a")) {
            Thread.currentThread().interrupt();
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
            assertThat(Thread.interrupted()).isTrue();
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
        }

        assertThat(HistoryFiles.entries(file)).hasSize(2);
    }

    @Test
    void processesAreMergedByTime() {
        var first = log(folder.resolve("a.jsonl"), "a");
        var second = log(folder.resolve("b.jsonl"), "b");
        try (first;
                second) {
            first.append("1", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
            second.append("2", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
            first.append("3", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
        }

        var merged =
                HistoryFiles.read(List.of(folder.resolve("b.jsonl"), folder.resolve("a.jsonl")));

        assertThat(merged.entries()).extracting(HistoryEntry::actor).containsExactly("1", "2", "3");
    }

    @Test
    void theMergedFileHasTheLinesThatViolationsName() throws Exception {
        var history = new CleanRun(1).history();
        var file = folder.resolve("merged.jsonl");
        HistoryFiles.write(file, history);

        var lines = Files.readAllLines(file);

        assertThat(lines).hasSameSizeAs(history.entries());
        assertThat(HistoryJson.entry(lines.get(17))).isEqualTo(history.entries().get(17));
    }

    @Test
    void aLastLineTornByAKillIsLeftOut() throws Exception {
        var file = twoLines("a");
        var text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 7));

        assertThat(HistoryFiles.entries(file)).hasSize(1);
    }

    @Test
    void aLineTornInTheMiddleIsAnError() throws Exception {
        var file = twoLines("a");
        Files.writeString(file, Files.readString(file).replaceFirst("\"nanos\":", ""));

        assertThatThrownBy(() -> HistoryFiles.entries(file))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageStartingWith("a.jsonl:1");
    }

    @Test
    void aMissingLineIsAnError() throws Exception {
        var file = twoLines("a");
        Files.write(file, Files.readAllLines(file).subList(1, 2));

        assertThatThrownBy(() -> HistoryFiles.read(List.of(file)))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("line 1 is missing");
    }

    @Test
    void aFactNobodyKnowsIsAnError() throws Exception {
        var file = twoLines("a");
        Files.writeString(file, Files.readString(file).replace("\"fault\"", "\"falt\""));

        assertThatThrownBy(() -> HistoryFiles.entries(file)).isInstanceOf(MalformedHistory.class);
    }

    @Test
    void twoFilesOfOneProcessAreAnError() throws Exception {
        var file = twoLines("a");
        var copy = Files.copy(file, folder.resolve("copy.jsonl"));

        assertThatThrownBy(() -> HistoryFiles.read(List.of(file, copy)))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("two files");
    }

    @Test
    void aProcessThatStartsAgainWritesAnotherFile() {
        var file = twoLines("a");
        assertThatThrownBy(() -> log(file, "a")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void timeThatGoesBackIsAnError() {
        var file = folder.resolve("a.jsonl");
        try (var log = log(file, "a")) {
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
            nanos.set(-100);
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
        }

        assertThatThrownBy(() -> HistoryFiles.read(List.of(file)))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("time goes back");
    }

    private Path twoLines(String process) {
        var file = folder.resolve(process + ".jsonl");
        try (var log = log(file, process)) {
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
            log.append("x", Phase.INFO, Fact.FAULT, "x", JsonObject.EMPTY);
        }
        return file;
    }

    private HistoryLog log(Path file, String process) {
        return HistoryLog.create(file, process, nanos::incrementAndGet);
    }
}

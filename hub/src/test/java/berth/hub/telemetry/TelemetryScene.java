package berth.hub.telemetry;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink.Sent;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.resilience.Backoff;
import berth.testkit.store.InMemoryTelemetryLog;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// A hub's log with a forwarder that is taken step by step.
final class TelemetryScene {
    static final HubHostName HUB = new HubHostName("hub-1.test");
    static final String CONSUMER = "kafka";

    final InMemoryTelemetryLog log = new InMemoryTelemetryLog(InstantSource.system());
    final FakeSink sink = new FakeSink();
    final Forwarding forwarding;
    private final ForwardingPace pace;

    TelemetryScene(int batchRecords, long batchBytes, Duration lastBatch) {
        this.pace =
                new ForwardingPace(
                        batchRecords,
                        batchBytes,
                        Duration.ofMillis(1),
                        Duration.ofMillis(50),
                        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)),
                        lastBatch);
        this.forwarding = forwarding();
    }

    TelemetryScene(int batchRecords, long batchBytes) {
        this(batchRecords, batchBytes, Duration.ofMinutes(1));
    }

    TelemetryScene() {
        this(10, 1 << 20);
    }

    /// As after a crash: nothing of the earlier one is known but the cursor.
    Forwarding forwarding() {
        return new Forwarding(HUB, CONSUMER, log, sink, pace, new Random(7));
    }

    TelemetryForwarder forwarder() {
        return new TelemetryForwarder(HUB, CONSUMER, log, sink, pace, new Random(7));
    }

    /// Appends so many records, of three devices in turn.
    void append(int records) {
        append(records, 4);
    }

    void append(int records, int bytes) {
        log.append(
                HUB,
                IntStream.range(0, records)
                        .mapToObj(i -> entry("device-" + i % 3, new byte[bytes]))
                        .toList());
    }

    private static TelemetryEntry entry(String device, byte... body) {
        return new TelemetryEntry(
                HubClient.device(new DeviceId(device)),
                0,
                new DeviceMessage(Map.of(), Map.of(), ByteString.of(body)));
    }

    /// The sink takes all, and the log is away when that is to be noted.
    Sent takeAndLoseTheLog(List<TelemetryRecord> records) {
        var sent = sink.take(records);
        log.failNext(new StoreUnavailable("move", false, new IOException("away")));
        return sent;
    }

    long cursor() {
        return log.cursor(HUB, CONSUMER);
    }
}

package berth.store.sql;

import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryEntry;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.testkit.store.Messages;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/// What durable telemetry costs on the embedded store. A main class, not a test:
///
/// ```text
/// TelemetryCost FOLDER SECONDS THREADS BATCH...
/// ```
///
/// For each batch size, after a warm-up of half the time: calls and records a second, records for
/// each second of CPU of this whole process, and how many calls shared a commit. Records have ten
/// system properties and 150 bytes of body, and go to four partitions.
final class TelemetryCost {
    private static final HubHostName HUB = new HubHostName("hub.berth.example");

    private TelemetryCost() {}

    public static void main(String[] arguments) throws InterruptedException {
        var folder = Path.of(arguments[0]);
        var time = Duration.ofSeconds(Long.parseLong(arguments[1]));
        int threads = Integer.parseInt(arguments[2]);
        try (var store = SqlStore.openSqlite(folder, InstantSource.system(), new SecureRandom())) {
            for (int i = 3; i < arguments.length; i++) {
                int batch = Integer.parseInt(arguments[i]);
                run(store, threads, batch, time.dividedBy(2));
                System.out.println(run(store, threads, batch, time));
            }
        }
    }

    private static String run(SqlStore store, int threads, int batch, Duration time)
            throws InterruptedException {
        var calls = new LongAdder();
        var cpu = cpu();
        var before = store.commits();
        long start = System.nanoTime();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                var entries = entries(i, batch);
                workers.execute(
                        () -> {
                            while (System.nanoTime() - start < time.toNanos()) {
                                store.telemetry().append(HUB, entries);
                                calls.increment();
                            }
                        });
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = cpu().minus(cpu).toNanos() / 1e9;
        var after = store.commits();
        long records = calls.sum() * batch;
        return "threads %d batch %d: %.0f calls/s, %.0f records/s, %.0f records/CPU-s, %.1f calls/commit"
                .formatted(
                        threads,
                        batch,
                        calls.sum() / seconds,
                        records / seconds,
                        records / cpuSeconds,
                        (double) (after.units() - before.units())
                                / (after.transactions() - before.transactions()));
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static List<TelemetryEntry> entries(int thread, int batch) {
        var entries = new ArrayList<TelemetryEntry>();
        for (int i = 0; i < batch; i++) {
            var device = Messages.device("meter-" + thread + "-" + i);
            entries.add(new TelemetryEntry(device, (thread + i) % 4, message(device.text())));
        }
        return entries;
    }

    private static DeviceMessage message(String device) {
        var system = new LinkedHashMap<String, String>();
        system.put(SystemProperty.MESSAGE_ID, "5f1a0c6e-8a7b-4a57-9a60-2f6a1b7a4d11");
        system.put(SystemProperty.CONTENT_TYPE, "application/json");
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.DEVICE_ID, device);
        system.put(SystemProperty.AUTH_METHOD, "{\"scope\":\"device\",\"type\":\"sas\"}");
        system.put(SystemProperty.AUTH_GENERATION_ID, "638412345678901234");
        system.put(SystemProperty.ENQUEUED_TIME, "1900000000000");
        system.put(SystemProperty.MESSAGE_SOURCE, "Telemetry");
        system.put(SystemProperty.MODEL_ID, "dtmi:example:Meter;1");
        system.put(SystemProperty.CREATION_TIME, "2030-01-01T00:00:00.000Z");
        var body = "{\"temperature\":21.5,\"text\":\"%s\"}".formatted("x".repeat(118));
        return new DeviceMessage(
                system,
                Map.of("alert", "false"),
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}

package berth.hub.telemetry;

import berth.core.error.StoreUnavailable;
import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryLog.Retention;
import berth.core.id.HubHostName;
import berth.hub.live.TelemetryIntake;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/// Writes telemetry into the log, and keeps the log within its bounds. What somebody is waited for
/// to read is never dropped: when it does not fit any more, devices have to wait.
public final class LoggedTelemetry implements TelemetryIntake {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedTelemetry.class);
    private static final int TRIM_STEP = 1_000;
    private static final int TRIM_STEPS_MAX = 100;

    private final TelemetryLog log;
    private final TelemetrySettings settings;
    private final Predicate<String> waitedFor;
    private final Consumer<HubHostName> appended;
    private final LongAdder taken = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder trimmed = new LongAdder();
    private final Set<HubHostName> full = ConcurrentHashMap.newKeySet();

    /// @param waitedFor by its name, whether records must stay until a consumer has had them
    /// @param appended told after each append whose it was; must not block
    public LoggedTelemetry(
            TelemetryLog log,
            TelemetrySettings settings,
            Predicate<String> waitedFor,
            Consumer<HubHostName> appended) {
        this.log = log;
        this.settings = settings;
        this.waitedFor = waitedFor;
        this.appended = appended;
    }

    @Override
    public int partition(String deviceId) {
        var crc = new CRC32C();
        crc.update(deviceId.getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() % settings.partitions());
    }

    public int partitions() {
        return settings.partitions();
    }

    @Override
    public Taken take(HubHostName hub, List<TelemetryEntry> entries) {
        if (full.contains(hub)) {
            turnedAway.add(entries.size());
            return new Taken.Busy("the telemetry log is full: a consumer is behind");
        }
        try {
            log.append(hub, entries);
        } catch (StoreUnavailable e) {
            turnedAway.add(entries.size());
            return new Taken.Busy(String.valueOf(e.getMessage()));
        }
        taken.add(entries.size());
        appended.accept(hub);
        return Taken.STORED;
    }

    /// Forgets what is too old or too much. To be called every few seconds for each hub.
    public void keep(HubHostName hub) {
        var cursors = log.cursors(hub);
        var slowest =
                cursors.entrySet().stream()
                        .filter(cursor -> waitedFor.test(cursor.getKey()))
                        .mapToLong(cursor -> cursor.getValue())
                        .min();
        Long keepAfter = slowest.isPresent() ? slowest.getAsLong() : null;
        var retention = new Retention(settings.age(), settings.bytesMax(), keepAfter);
        for (int step = 0; step < TRIM_STEPS_MAX; step++) {
            int gone = log.trim(hub, retention, TRIM_STEP);
            trimmed.add(gone);
            if (gone < TRIM_STEP) {
                break;
            }
        }
        boolean stillFull = log.size(hub).bytes() >= settings.bytesMax() && keepAfter != null;
        if (stillFull && full.add(hub)) {
            LOG.warn(
                    "the telemetry of {} waits: the log is full and a consumer is behind ({})",
                    hub,
                    cursors);
        } else if (!stillFull && full.remove(hub)) {
            LOG.info("the telemetry of {} goes on", hub);
        }
    }

    /// Messages since the start.
    public Counts counts() {
        return new Counts(taken.sum(), turnedAway.sum(), trimmed.sum());
    }

    /// @param turnedAway not stored; the devices keep them
    /// @param trimmed forgotten because they were too old or too much
    public record Counts(long taken, long turnedAway, long trimmed) {}
}

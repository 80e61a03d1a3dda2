package berth.hub.telemetry;

import berth.core.error.StoreUnavailable;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What a [TelemetryForwarder] does next, one step at a time: a look at the log behind the cursor,
/// a call of the sink, and the cursor moved over what the sink has. All it remembers may be lost:
/// after a crash the step is the same, from the same cursor.
///
/// It belongs to one thread, but [#status] may be read by any.
final class Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    private final HubHostName hub;
    private final String consumer;
    private final TelemetryLog log;
    private final TelemetrySink sink;
    private final ForwardingPace pace;
    private final RandomGenerator random;

    /// Records the sink will never take, beyond the cursor.
    private final TreeSet<Long> setAside = new TreeSet<>();

    /// The last record that was sent without our knowing that it arrived.
    private long uncertain = TelemetryLog.BEGINNING;

    private boolean registered;
    private int failuresInARow;
    private volatile ForwardingStatus status = ForwardingStatus.NEW;

    Forwarding(
            HubHostName hub,
            String consumer,
            TelemetryLog log,
            TelemetrySink sink,
            ForwardingPace pace,
            RandomGenerator random) {
        this.hub = hub;
        this.consumer = consumer;
        this.log = log;
        this.sink = sink;
        this.pace = pace;
        this.random = random;
    }

    /// What a step came to.
    sealed interface Step {
        /// The cursor moved.
        ///
        /// @param full there is more to do at once
        record Moved(boolean full) implements Step {}

        /// A record was set aside: the others of its batch are to be sent at once.
        record Sorted() implements Step {}

        /// There was nothing.
        record Idle() implements Step {}

        /// It failed; the next step is due after `patience`.
        record Stalled(Duration patience) implements Step {}
    }

    ForwardingStatus status() {
        return status;
    }

    Step step() {
        Instant since = null;
        try {
            var records = read();
            if (records.isEmpty()) {
                recovered();
                return new Step.Idle();
            }
            since = records.getFirst().enqueuedAt();
            return forward(records);
        } catch (StoreUnavailable e) {
            return stalled(String.valueOf(e.getMessage()), since);
        } catch (RuntimeException e) {
            // A bug of the sink or the log; nothing is lost by trying again, and someone must see
            // it.
            LOG.error("forwarding the telemetry of {} is broken", hub, e);
            return stalled(e.toString(), since);
        }
    }

    /// Whoever else forwards this hub's telemetry under this name, now or before, moves the same
    /// cursor: it is looked up each time.
    private List<TelemetryRecord> read() {
        long cursor = log.cursor(hub, consumer);
        if (!registered) {
            // From now on the log keeps what we have not had.
            log.moveCursor(hub, consumer, cursor);
            registered = true;
        }
        return log.read(hub, null, cursor, pace.batchRecords(), pace.batchBytes());
    }

    private Step forward(List<TelemetryRecord> records) {
        var wanted = records.stream().filter(one -> !setAside.contains(one.sequence())).toList();
        long last = records.getLast().sequence();
        if (wanted.isEmpty()) {
            return moved(records, 0);
        }
        int again = (int) wanted.stream().filter(one -> one.sequence() <= uncertain).count();
        if (again > 0) {
            status = status.repeating(again);
        }
        uncertain = Math.max(uncertain, last);
        return switch (sink.send(hub, wanted)) {
            case TelemetrySink.Sent.All() -> moved(records, wanted.size());
            case TelemetrySink.Sent.Failed(var reason) ->
                    stalled(reason, wanted.getFirst().enqueuedAt());
            case TelemetrySink.Sent.Poisoned(var sequence, var reason) ->
                    sortedOut(wanted, sequence, reason);
        };
    }

    private Step moved(List<TelemetryRecord> records, int sent) {
        long last = records.getLast().sequence();
        log.moveCursor(hub, consumer, last);
        setAside.headSet(last, true).clear();
        status = status.moved(sent);
        recovered();
        return new Step.Moved(records.size() == pace.batchRecords() || isLarge(records));
    }

    private void recovered() {
        if (failuresInARow > 0) {
            LOG.info("telemetry of {} is forwarded again after {} failures", hub, failuresInARow);
            failuresInARow = 0;
            status = status.well();
        }
    }

    /// The log stopped for the bytes and not for want of records, as far as can be told from here:
    /// the next record may be as large as all these.
    private boolean isLarge(List<TelemetryRecord> records) {
        long bytes = 0;
        for (var record : records) {
            bytes += record.message().body().length();
        }
        return bytes * 2 >= pace.batchBytes();
    }

    private Step sortedOut(List<TelemetryRecord> sent, long sequence, String reason) {
        var poisoned = sent.stream().filter(one -> one.sequence() == sequence).findFirst();
        if (poisoned.isEmpty()) {
            return stalled(
                    "the sink refuses record %d, which it was not given: %s"
                            .formatted(sequence, reason),
                    sent.getFirst().enqueuedAt());
        }
        setAside.add(sequence);
        status = status.oneSetAside();
        LOG.warn(
                "telemetry record {} of {} in {} is not forwarded, the sink will never take it: {}",
                sequence,
                poisoned.get().client(),
                hub,
                reason);
        return new Step.Sorted();
    }

    private Step stalled(String reason, @Nullable Instant since) {
        var patience = pace.backoff().delay(failuresInARow, random.nextDouble());
        // Once for each trouble: a cluster that is away for a day fills no log.
        if (failuresInARow == 0) {
            LOG.warn("telemetry of {} cannot be forwarded, trying again: {}", hub, reason);
        } else {
            LOG.debug("telemetry of {} still cannot be forwarded: {}", hub, reason);
        }
        failuresInARow++;
        status = status.failed(reason, since);
        return new Step.Stalled(patience);
    }
}

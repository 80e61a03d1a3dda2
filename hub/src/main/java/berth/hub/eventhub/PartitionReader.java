package berth.hub.eventhub;

import berth.core.error.StoreUnavailable;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpSent;
import berth.net.amqp.AmqpTerms;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One link on which a consumer reads a partition: as much as the consumer gives credit for, and no
/// more at once than a bound in bytes.
///
/// Owned by the connection's session thread; only [#wake] and [#leave] may be called by others. The
/// log is asked on a thread of its own, one question at a time.
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private static final int READ_MAX = 100;
    private static final long UNSETTLED_BYTES_MAX = 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final EventHubs eventHubs;
    private final AmqpConnection connection;
    private final HubHostName hub;
    private final AmqpLink link;
    private final PartitionAddress address;
    private final Seats.Seat seat;
    private final AtomicBoolean woken = new AtomicBoolean();

    /// Sizes of what the consumer has not settled, by delivery tag.
    private final Map<ByteString, Integer> unsettled = new HashMap<>();

    private long unsettledBytes;
    private long after;
    private boolean open;
    private boolean reading;
    private boolean pausing;

    /// Counts pauses, so that the end of one that was cut short does not end the next.
    private int pauses;

    private boolean over;

    /// @param epoch null for none
    PartitionReader(
            EventHubs eventHubs,
            AmqpConnection connection,
            HubHostName hub,
            AmqpLink link,
            PartitionAddress address,
            @Nullable Long epoch) {
        this.eventHubs = eventHubs;
        this.connection = connection;
        this.hub = hub;
        this.link = link;
        this.address = address;
        this.seat =
                new Seats.Seat(
                        new Seats.Place(hub, address.group(), address.partition()),
                        epoch,
                        this::leave);
    }

    /// Finds the place to begin at and accepts the link, or refuses it.
    void begin(StartPosition start) {
        ask(() -> first(start), this::begun, this::cannotBegin);
    }

    /// What the store answers may be neither: then the link has ended with an error.
    private <T> void ask(Supplier<T> question, Consumer<T> then, Runnable unavailable) {
        connection.work(
                () -> {
                    try {
                        var answer = question.get();
                        connection.later(Duration.ZERO, () -> then.accept(answer));
                    } catch (StoreUnavailable e) {
                        LOG.warn("{} cannot be read: {}", address, e.getMessage());
                        connection.later(Duration.ZERO, unavailable);
                    } catch (RuntimeException e) {
                        LOG.error("{} cannot be read", address, e);
                        connection.later(Duration.ZERO, this::broken);
                    }
                });
    }

    /// @return the sequence to read after; negative if the consumer knows of records that we do not
    private long first(StartPosition start) {
        var log = eventHubs.log();
        var span = log.span(hub, address.partition());
        long last = span.map(TelemetryLog.Span::last).orElse(TelemetryLog.BEGINNING);
        return switch (start) {
            case StartPosition.Latest _ -> last;
            case StartPosition.From(var time) -> log.before(hub, address.partition(), time);
            case StartPosition.After(long sequence) ->
                    sequence > last ? -1 : Math.max(TelemetryLog.BEGINNING, sequence);
        };
    }

    private void begun(long sequence) {
        if (over) {
            return;
        }
        if (sequence < 0) {
            refuse(
                    AmqpError.of(
                            "com.microsoft:argument-out-of-range",
                            "the position is beyond the last record of the partition"));
            return;
        }
        var refusal = eventHubs.seats().take(seat);
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        after = sequence;
        open = true;
        link.accept(AmqpTerms.TRACKED_AND_FILTERED);
        pump();
    }

    private void cannotBegin() {
        refuse(AmqpError.of("com.microsoft:server-busy", "telemetry cannot be read now"));
    }

    private void refuse(AmqpError error) {
        over = true;
        link.refuse(error);
    }

    private void broken() {
        var error = AmqpError.of("amqp:internal-error", "telemetry cannot be read");
        if (open) {
            leaveNow(error);
        } else if (!over) {
            refuse(error);
        }
    }

    /// There may be credit, or something to read.
    void pump() {
        if (over || !open || reading || pausing) {
            return;
        }
        int room = Math.min(link.credit(), READ_MAX);
        if (room == 0 || unsettledBytes >= UNSETTLED_BYTES_MAX) {
            return;
        }
        reading = true;
        long from = after;
        ask(
                () ->
                        eventHubs
                                .log()
                                .read(hub, address.partition(), from, room, UNSETTLED_BYTES_MAX),
                this::arrived,
                () -> pause(TROUBLE_PAUSE));
    }

    /// Credit may have gone meanwhile: the rest is read again.
    private void arrived(List<TelemetryRecord> records) {
        reading = false;
        if (over) {
            return;
        }
        for (var record : records) {
            if (link.credit() == 0) {
                return;
            }
            var tag = tag(record.sequence());
            unsettled.put(tag, record.message().size());
            unsettledBytes += record.message().size();
            after = record.sequence();
            link.dispatch(tag, TelemetryMessages.write(record));
        }
        if (records.isEmpty()) {
            pause(POLL);
        } else {
            pump();
        }
    }

    private static ByteString tag(long sequence) {
        return ByteString.of(ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }

    /// Nothing to read: until the time is over or somebody wakes us.
    private void pause(Duration time) {
        reading = false;
        if (over) {
            return;
        }
        pausing = true;
        int pause = ++pauses;
        eventHubs.waits(hub, this);
        connection.later(
                time,
                () -> {
                    if (pause == pauses) {
                        resume();
                    }
                });
    }

    private void resume() {
        if (pausing) {
            pausing = false;
            eventHubs.waitsNoMore(hub, this);
            pump();
        }
    }

    /// Something was appended. Any thread.
    void wake() {
        if (woken.compareAndSet(false, true)) {
            connection.later(
                    Duration.ZERO,
                    () -> {
                        woken.set(false);
                        resume();
                    });
        }
    }

    /// The consumer has had its say; whatever it is, a stream goes on.
    void settled(AmqpSent sent) {
        var size = unsettled.remove(sent.tag());
        if (size != null) {
            unsettledBytes -= size;
        }
        sent.settle();
        pump();
    }

    /// Gives the seat up to somebody else. Any thread.
    private void leave(AmqpError error) {
        connection.later(Duration.ZERO, () -> leaveNow(error));
    }

    private void leaveNow(AmqpError error) {
        if (!over) {
            end();
            link.detach(error);
        }
    }

    /// The link is gone.
    void end() {
        over = true;
        eventHubs.waitsNoMore(hub, this);
        eventHubs.seats().leave(seat);
        unsettled.clear();
    }
}

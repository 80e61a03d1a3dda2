package berth.hub.eventhub;

import berth.core.id.HubHostName;
import berth.net.amqp.AmqpError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Who reads which partition for which consumer group on this node. A reader with an epoch reads
/// alone: it takes the place of all with a lower or the same epoch or none, and is refused where
/// one with a higher epoch sits. Readers without may be five. Any thread.
///
/// Source: Event Hubs, "Features and terminology", consumer groups, and the link property
/// `com.microsoft:epoch`.
final class Seats {
    static final int READERS_MAX = 5;

    private static final String STOLEN = "amqp:link:stolen";

    record Place(HubHostName hub, String group, int partition) {}

    /// One reader's; equal to itself alone.
    static final class Seat {
        private final Place place;
        private final @Nullable Long epoch;
        private final Consumer<AmqpError> leave;

        /// @param epoch null for none
        /// @param leave asks the reader to go; called from any thread
        Seat(Place place, @Nullable Long epoch, Consumer<AmqpError> leave) {
            this.place = place;
            this.epoch = epoch;
            this.leave = leave;
        }
    }

    private final Map<Place, List<Seat>> taken = new HashMap<>();

    /// @return why not, or empty if the seat is taken now
    Optional<AmqpError> take(Seat seat) {
        List<Seat> leaving;
        synchronized (this) {
            var sitting = taken.computeIfAbsent(seat.place, _ -> new ArrayList<>());
            var refusal = refusal(seat, sitting);
            if (refusal.isPresent()) {
                return refusal;
            }
            leaving = seat.epoch == null ? List.of() : List.copyOf(sitting);
            sitting.removeAll(leaving);
            sitting.add(seat);
        }
        leaving.forEach(
                other ->
                        other.leave.accept(
                                AmqpError.of(
                                        STOLEN,
                                        "a receiver with epoch %d has taken over"
                                                .formatted(seat.epoch))));
        return Optional.empty();
    }

    private static Optional<AmqpError> refusal(Seat seat, List<Seat> sitting) {
        var epoch = seat.epoch;
        for (var other : sitting) {
            var held = other.epoch;
            if (held != null && (epoch == null || held > epoch)) {
                return Optional.of(
                        AmqpError.of(
                                STOLEN,
                                "a receiver with epoch %d reads this partition".formatted(held)));
            }
        }
        return epoch == null && sitting.size() >= READERS_MAX
                ? Optional.of(
                        AmqpError.of(
                                "amqp:resource-limit-exceeded",
                                "at most %d receivers of a consumer group read one partition"
                                        .formatted(READERS_MAX)))
                : Optional.empty();
    }

    synchronized void leave(Seat seat) {
        var sitting = taken.get(seat.place);
        if (sitting != null) {
            sitting.remove(seat);
            if (sitting.isEmpty()) {
                taken.remove(seat.place);
            }
        }
    }
}

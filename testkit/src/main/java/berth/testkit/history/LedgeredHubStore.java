package berth.testkit.history;

import berth.core.change.Change;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.testkit.history.Applied.Effect;
import berth.testkit.store.ForwardingHubStore;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;

/// Keeps the ledger of the embedded hubs: a line for each write to an identity that took effect.
///
/// The line follows the commit. A process killed between the two leaves a ledger with a gap, so who
/// breaks the process on purpose does it in [#atALine]; a history of processes that were killed
/// from outside must not list the hub as ledgered.
public final class LedgeredHubStore extends ForwardingHubStore {
    private static final int TURNS = 64;

    private final Recorder recorder;
    private final AtomicLong requests = new AtomicLong();
    private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();

    /// Writes to one identity take turns here, so that its lines are in the order of its commits.
    private final List<ReentrantLock> turns =
            Stream.generate(ReentrantLock::new).limit(TURNS).toList();

    public LedgeredHubStore(HubStore store, Recorder recorder) {
        super(store);
        this.recorder = recorder;
    }

    /// Does `deed` while no line is missing.
    public void atALine(Runnable deed) {
        writing.writeLock().lock();
        try {
            deed.run();
        } finally {
            writing.writeLock().unlock();
        }
    }

    @Override
    public <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        var noted = new Noted<>(decision);
        var place = hub + "/" + deviceId;
        var turn = turns.get(Math.floorMod(place.hashCode(), TURNS));
        writing.readLock().lock();
        turn.lock();
        try {
            A answer = super.changeDevice(hub, deviceId, noted);
            var write = noted.write;
            if (write != null) {
                recorder.happened(Fact.APPLIED, place, write.json());
            }
            return answer;
        } finally {
            turn.unlock();
            writing.readLock().unlock();
        }
    }

    /// A decision that remembers what it came to, the last time it was asked.
    private final class Noted<A> implements Function<Optional<HubPlace>, Change<HubPlace, A>> {
        private final Function<Optional<HubPlace>, Change<HubPlace, A>> decision;
        private @Nullable Applied write;

        Noted(Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
            this.decision = decision;
        }

        @Override
        public Change<HubPlace, A> apply(Optional<HubPlace> before) {
            var change = decision.apply(before);
            boolean occupied = before.filter(HubPlace.Occupied.class::isInstance).isPresent();
            write =
                    switch (change) {
                        case Change.Leave<HubPlace, A> _ -> null;
                        case Change.Remove<HubPlace, A> _ -> occupied ? removed(null) : null;
                        case Change.Put<HubPlace, A>(HubPlace.Occupied(var device), _, _) ->
                                written(occupied, device.identity());
                        case Change.Put<HubPlace, A>(HubPlace.Vacated(var marker, _), _, _) ->
                                occupied ? removed(marker) : null;
                        // What a device says of itself changes nothing that the ledger knows.
                        case Change.Update<HubPlace, A> _ -> null;
                    };
            return change;
        }
    }

    private Applied written(boolean occupied, DeviceIdentity identity) {
        return new Applied(
                occupied ? Effect.UPDATED : Effect.CREATED,
                request(),
                identity.marker().map(HubMarker::text).orElse(null),
                identity.enabled(),
                Digest.of(identity.authentication()),
                false);
    }

    private Applied removed(@Nullable HubMarker by) {
        return new Applied(
                Effect.REMOVED, request(), by == null ? null : by.text(), false, null, false);
    }

    private String request() {
        return Long.toString(requests.incrementAndGet());
    }
}

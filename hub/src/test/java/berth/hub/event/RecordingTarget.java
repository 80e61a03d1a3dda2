package berth.hub.event;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A target that answers as a test wants and remembers what it was told. Any thread.
final class RecordingTarget implements EventTarget {
    private final int batchMax;
    private final List<HubEvent> taken = new ArrayList<>();
    private final List<List<HubEvent>> calls = new ArrayList<>();
    private Function<List<HubEvent>, Told> answer = _ -> new Told.Taken();

    RecordingTarget(int batchMax) {
        this.batchMax = batchMax;
    }

    synchronized RecordingTarget answers(Function<List<HubEvent>, Told> how) {
        answer = how;
        return this;
    }

    /// Sequences in the order in which they were taken, repetitions included.
    synchronized List<Long> taken() {
        return taken.stream().map(HubEvent::sequence).toList();
    }

    synchronized List<HubEvent> takenEvents() {
        return List.copyOf(taken);
    }

    /// The sequences of each call.
    synchronized List<List<Long>> calls() {
        return calls.stream()
                .map(events -> events.stream().map(HubEvent::sequence).toList())
                .toList();
    }

    @Override
    public int batchMax() {
        return batchMax;
    }

    /// The answer is found without the lock: a target may hang while a test looks at it.
    @Override
    public Told tell(EventSubscription subscription, List<HubEvent> events) {
        var told = heard(events).apply(events);
        if (told instanceof Told.Taken) {
            took(events);
        }
        return told;
    }

    private synchronized Function<List<HubEvent>, Told> heard(List<HubEvent> events) {
        calls.add(List.copyOf(events));
        return answer;
    }

    private synchronized void took(List<HubEvent> events) {
        taken.addAll(events);
    }
}

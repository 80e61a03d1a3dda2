package berth.testkit.hub;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;

/// What a scripted hub is to do, and what it has seen and done. Safe for any number of threads.
final class HubScript {
    private final Map<HubRequest.Kind, Queue<HubFault>> faults =
            new EnumMap<>(HubRequest.Kind.class);
    private final List<HubRequest> requests = new ArrayList<>();
    private final List<AppliedWrite> ledger = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private @Nullable HubFault always;

    synchronized void add(HubRequest.Kind kind, HubFault fault) {
        faults.computeIfAbsent(kind, _ -> new ArrayDeque<>()).add(fault);
    }

    synchronized void always(HubFault fault) {
        always = fault;
    }

    synchronized void clear() {
        faults.clear();
        always = null;
    }

    /// Notes a request and answers what is to be done to it.
    synchronized Optional<HubFault> arrived(HubRequest request) {
        requests.add(request);
        var queue = faults.get(request.kind());
        var next = queue == null ? null : queue.poll();
        return Optional.ofNullable(next == null ? always : next);
    }

    synchronized void applied(AppliedWrite write) {
        ledger.add(write);
    }

    synchronized void later(Runnable write) {
        late.add(write);
    }

    int applyLateWrites() {
        List<Runnable> due;
        synchronized (this) {
            due = List.copyOf(late);
            late.clear();
        }
        due.forEach(Runnable::run);
        return due.size();
    }

    synchronized List<HubRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized List<AppliedWrite> ledger() {
        return List.copyOf(ledger);
    }

    /// Waits until the hub is closed.
    void hang() {
        try {
            released.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        released.countDown();
    }
}

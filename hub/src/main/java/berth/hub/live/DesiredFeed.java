package berth.hub.live;

import berth.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Puts changes of desired properties into the order of their versions: those who made them tell of
/// them in any order. One that does not come is not waited for long.
final class DesiredFeed {
    private static final int PENDING_MAX = 64;

    /// A change to be sent.
    record Change(long version, JsonObject patch) {}

    private long last = Long.MAX_VALUE;
    private TreeMap<Long, JsonObject> pending = new TreeMap<>();
    private boolean old;

    /// Changes count from now on: until then nothing is sent.
    ///
    /// @param version what the client can read anyway
    synchronized void begin(long version) {
        last = version;
    }

    /// What is to be sent now that this change is known.
    synchronized List<Change> next(long version, JsonObject patch) {
        if (version <= last) {
            return List.of();
        }
        pending.put(version, patch);
        old = false;
        return pending.size() > PENDING_MAX ? flush() : inOrder();
    }

    /// What is to be sent although something before it is missing. To be called now and then.
    synchronized List<Change> tick() {
        if (pending.isEmpty()) {
            return List.of();
        }
        if (!old) {
            old = true;
            return List.of();
        }
        return flush();
    }

    private List<Change> inOrder() {
        var ready = new ArrayList<Change>();
        for (var next = pending.firstEntry();
                next != null && next.getKey() == last + 1;
                next = pending.firstEntry()) {
            take(next.getKey(), next.getValue(), ready);
        }
        return ready;
    }

    private List<Change> flush() {
        var ready = new ArrayList<Change>();
        for (var next = pending.firstEntry(); next != null; next = pending.firstEntry()) {
            take(next.getKey(), next.getValue(), ready);
        }
        return ready;
    }

    private void take(long version, JsonObject patch, List<Change> ready) {
        pending.remove(version);
        last = version;
        ready.add(new Change(version, patch));
    }
}

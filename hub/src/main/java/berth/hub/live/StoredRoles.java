package berth.hub.live;

import berth.core.error.StoreUnavailable;
import berth.core.hub.role.RoleBook;
import berth.core.hub.role.RoleName;
import berth.core.hub.role.RoleStore;
import berth.core.id.HubHostName;
import berth.hub.registry.RoleBooks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The roles of each hub, read again when they are older than a moment: a change takes effect on
/// every node within that time, and at once where it was made. While the store cannot say, what was
/// read last stays.
public final class StoredRoles implements RoleBooks {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRoles.class);
    private static final Duration FRESH = Duration.ofMillis(500);

    private record Read(RoleBook book, long at) {}

    private final RoleStore store;
    private final RoleName unassigned;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<HubHostName, Read> read = new ConcurrentHashMap<>();

    /// @param unassigned the role of devices that nobody gave one
    /// @param nanos as [System#nanoTime]
    public StoredRoles(RoleStore store, RoleName unassigned, LongSupplier nanos) {
        this.store = store;
        this.unassigned = unassigned;
        this.nanos = nanos;
    }

    @Override
    public RoleBook of(HubHostName hub) {
        var last = read.get(hub);
        long now = nanos.getAsLong();
        if (last != null && now - last.at() < FRESH.toNanos()) {
            return last.book();
        }
        try {
            var book = new RoleBook(store.roles(hub), unassigned);
            read.put(hub, new Read(book, now));
            return book;
        } catch (StoreUnavailable e) {
            if (last == null) {
                throw e;
            }
            LOG.warn("the roles of {} may be old: {}", hub, e.getMessage());
            read.put(hub, new Read(last.book(), now));
            return last.book();
        }
    }

    @Override
    public void forget(HubHostName hub) {
        read.remove(hub);
    }
}

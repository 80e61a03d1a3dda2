package berth.hub.registry;

import berth.core.change.Page;
import berth.core.error.StoreUnavailable;
import berth.core.id.HubHostName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Brings the desired property `rolePermissions` of every device in line with the roles as they
/// are. A reconciler: what it finds right it leaves alone, so it may run again at any time, and has
/// to after a crash. One run a hub at a time; one that is asked for meanwhile follows.
public final class RoleRewrite {
    private static final Logger LOG = LoggerFactory.getLogger(RoleRewrite.class);
    private static final int PAGE = 500;

    private final EmbeddedHubs hubs;
    private final ConcurrentHashMap<HubHostName, CompletableFuture<Void>> runs =
            new ConcurrentHashMap<>();
    private final Set<HubHostName> again = new HashSet<>();

    public RoleRewrite(EmbeddedHubs hubs) {
        this.hubs = hubs;
    }

    /// Sees to it that a run begins after this call, and waits for its end as long as `patience`.
    ///
    /// @return whether all is done
    public boolean run(HubHostName hub, Duration patience) {
        try {
            begin(hub).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            // It goes on by itself.
            return false;
        } catch (ExecutionException e) {
            LOG.warn("the twins of {} do not all tell their role yet", hub, e.getCause());
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<Void> begin(HubHostName hub) {
        var running = runs.get(hub);
        if (running != null) {
            again.add(hub);
            return running;
        }
        var done = new CompletableFuture<Void>();
        runs.put(hub, done);
        Thread.ofVirtual().name("role-rewrite").start(() -> runs(hub, done));
        return done;
    }

    private void runs(HubHostName hub, CompletableFuture<Void> done) {
        try {
            do {
                hubs.hub(hub).ifPresent(RoleRewrite::all);
            } while (asked(hub));
            done.complete(null);
        } catch (RuntimeException e) {
            synchronized (this) {
                runs.remove(hub);
                again.remove(hub);
            }
            done.completeExceptionally(e);
        }
    }

    private synchronized boolean asked(HubHostName hub) {
        if (again.remove(hub)) {
            return true;
        }
        runs.remove(hub);
        return false;
    }

    /// @throws StoreUnavailable in which case the rest is left as it is
    static void all(EmbeddedHub hub) {
        Page.Request next = new Page.Request("", PAGE);
        while (next != null) {
            var page = hub.devices(next);
            for (var device : page.items()) {
                if (hub.tellsAnotherRole(device)) {
                    hub.tellRole(device.deviceId());
                }
            }
            next = page.continuation().map(after -> new Page.Request(after, PAGE)).orElse(null);
        }
    }
}

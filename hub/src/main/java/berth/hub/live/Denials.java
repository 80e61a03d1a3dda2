package berth.hub.live;

import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.id.HubHostName;
import berth.core.resilience.KeyedBuckets;
import berth.core.resilience.TokenBucket.Rate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts what clients were denied, and writes it into the audit trail: all of it, unless one
/// client or address is denied something all the time. Then the trail has the first ones and one
/// every few seconds; the counters have them all.
final class Denials {
    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

    private static final Rate AUDITED = Rate.perMinute(12, 20);
    private static final int NAMES_MAX = 10_000;
    private static final int TEXT_MAX = 256;

    private record Key(String who, String action) {}

    private final AuditLog audit;
    private final InstantSource clock;
    private final KeyedBuckets<Key> audited;
    private final LongAdder entrances = new LongAdder();
    private final LongAdder roles = new LongAdder();

    Denials(AuditLog audit, InstantSource clock, LongSupplier nanos) {
        this.audit = audit;
        this.clock = clock;
        this.audited = new KeyedBuckets<>(AUDITED, NAMES_MAX, nanos);
    }

    /// A client was not let in.
    void entrance(HubHostName hub, Claim claim, String reason) {
        entrances.increment();
        record(hub, claim.source(), claim, "device.refused", reason);
    }

    /// A role does not allow something.
    void role(HubHostName hub, Claim claim, String what, String reason) {
        roles.increment();
        record(hub, claim.client().text(), claim, what, reason);
    }

    /// A role does not allow a device what an application wants of it.
    void command(HubHostName hub, HubClient client, Caller caller, String what, String reason) {
        roles.increment();
        write(hub, caller.actor(), caller, what, client, reason);
    }

    long entrances() {
        return entrances.sum();
    }

    long roles() {
        return roles.sum();
    }

    private void record(HubHostName hub, String key, Claim claim, String action, String reason) {
        var caller = new Caller("device:" + claim.client(), claim.source(), "");
        write(hub, key, caller, action, claim.client(), reason);
    }

    private void write(
            HubHostName hub,
            String who,
            Caller caller,
            String action,
            HubClient client,
            String reason) {
        var key = new Key(who, action);
        if (audited.wait(key).isPresent()) {
            return;
        }
        audited.take(key);
        var cut = reason.substring(0, Math.min(reason.length(), TEXT_MAX));
        try {
            audit.append(caller.event(clock.instant(), hub.value(), action, client.text(), cut));
        } catch (StoreUnavailable e) {
            LOG.warn("no audit entry of {} for {} ({}): {}", action, client, cut, e.getMessage());
        }
    }
}

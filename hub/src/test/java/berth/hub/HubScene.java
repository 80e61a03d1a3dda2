package berth.hub;

import berth.core.audit.Caller;
import berth.core.error.StoreUnavailable;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubStore;
import berth.core.id.HubHostName;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryHubStore;
import berth.testkit.store.MovableClock;

import java.io.IOException;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// A house with embedded hubs, in memory: what a test of the hub needs around it.
public final class HubScene {
    public static final HubHostName HOST = new HubHostName("hub1.example.com");
    public static final Caller OPERATOR = new Caller("policy:iothubowner", "192.0.2.1", "T1");

    public final InMemoryAuditLog audit = new InMemoryAuditLog();
    public final MovableClock clock = new MovableClock(Instant.parse("2030-01-07T08:00:00Z"));
    public final InMemoryHubStore memory = new InMemoryHubStore(audit, clock);
    public final HubStore store = new RepeatingHubStore(memory);
    public final RandomGenerator random = new CountingRandom();
    public final EmbeddedHubs hubs = new EmbeddedHubs(store, clock, random);

    /// A hub with the default policies.
    public EmbeddedHub openHub() {
        definition();
        return hubs.hub(HOST).orElseThrow();
    }

    /// The definition of [#openHub], which opens it if need be.
    public EmbeddedHubDefinition definition() {
        return hubs.open("hub1", HOST, OPERATOR);
    }

    public static StoreUnavailable storeGone() {
        return new StoreUnavailable("anything", true, new IOException("connection refused"));
    }
}

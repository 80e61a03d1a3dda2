package berth.hub.registry;

import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubStore;
import berth.core.id.HubHostName;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The embedded hubs of this house, by host name.
public final class EmbeddedHubs {
    private final HubStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RoleBooks roles;
    private final DeviceNews news;

    /// Hubs over `store` with built-in roles, of whose changes nobody is told.
    ///
    /// @param random makes keys: must not be predictable, and safe for many threads
    public EmbeddedHubs(HubStore store, InstantSource clock, RandomGenerator random) {
        this(store, clock, random, RoleBooks.builtIn(), DeviceNews.NONE);
    }

    /// Hubs over `store`.
    ///
    /// @param random makes keys: must not be predictable, and safe for many threads
    /// @param news is told of every change that is made through these hubs
    public EmbeddedHubs(
            HubStore store,
            InstantSource clock,
            RandomGenerator random,
            RoleBooks roles,
            DeviceNews news) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.roles = roles;
        this.news = news;
    }

    /// The hub of this name. Opens no secrets: every order to a hub begins here.
    public Optional<EmbeddedHub> hub(HubHostName hostName) {
        return store.holds(hostName)
                ? Optional.of(new EmbeddedHub(hostName, store, clock, random, roles, news))
                : Optional.empty();
    }

    /// Creates the hub with the default policies and new keys, unless it is there already. Answers
    /// with what is stored, keys and all.
    public EmbeddedHubDefinition open(String name, HubHostName hostName, Caller caller) {
        var fresh = new EmbeddedHubDefinition(name, hostName, HubPolicies.defaults(random));
        var event = caller.event(clock.instant(), hostName.value(), "hub.created", name, "ok");
        return store.changeHub(
                hostName,
                stored ->
                        stored.isPresent()
                                ? new Change.Leave<>(stored.get())
                                : new Change.Put<>(fresh, fresh, event));
    }
}

package berth.connector.hub;

import berth.core.hub.HubLink;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The hubs outside this process, one registry each. When a link gets another policy or key its
/// registry is made anew, with what is known of the hub's state.
///
/// Safe for any number of threads.
public final class AzureHubs implements AutoCloseable {
    private record Linked(HubLink.Azure link, HubGate gate, AzureHub hub) {}

    private final AzureHubSettings settings;
    private final InstantSource clock;
    private final InstantSource steady;
    private final RandomGenerator random;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final ConcurrentMap<HubHostName, Linked> linked = new ConcurrentHashMap<>();

    /// Hubs as the settings describe them.
    ///
    /// @param clock for the dates in tokens
    /// @param monotonicNanos for pace and deadlines
    /// @param random safe for many threads
    public AzureHubs(
            AzureHubSettings settings,
            InstantSource clock,
            LongSupplier monotonicNanos,
            RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.steady = () -> Instant.EPOCH.plusNanos(monotonicNanos.getAsLong());
        this.random = random;
        this.http =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(settings.connectMax())
                        .sslContext(TrustedAuthorities.tls(settings.extraAuthorities()))
                        .executor(threads)
                        .build();
    }

    /// The registry behind a link to a hub outside.
    ///
    /// @throws IllegalArgumentException when the link is to an embedded hub
    public HubRegistry registry(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Azure link -> registry(hub.hostName(), link);
            case HubLink.Embedded() ->
                    throw new IllegalArgumentException(hub.hostName() + " is an embedded hub");
        };
    }

    private HubRegistry registry(HubHostName name, HubLink.Azure link) {
        var known = linked.get(name);
        if (known != null && known.link().equals(link)) {
            return known.hub();
        }
        return linked.compute(
                        name,
                        (_, current) -> {
                            if (current == null) {
                                return linked(name, link, gate(name));
                            }
                            if (current.link().equals(link)) {
                                return current;
                            }
                            current.gate().linkChanged();
                            return linked(name, link, current.gate());
                        })
                .hub();
    }

    private HubGate gate(HubHostName name) {
        return new HubGate(settings.size(name), steady, clock);
    }

    private Linked linked(HubHostName name, HubLink.Azure link, HubGate gate) {
        var token = new PolicyToken(name, link, clock);
        var client = new HubClient(http, name, settings.port(name), token);
        var hub = new AzureHub(name, client, token, gate, settings.orderMax(), steady, random);
        return new Linked(link, gate, hub);
    }

    /// How a hub is doing; empty if nobody has asked for its registry yet.
    public Optional<HubHealth> health(HubHostName name) {
        return Optional.ofNullable(linked.get(name)).map(known -> known.hub().health());
    }

    /// Gives up what is under way.
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}

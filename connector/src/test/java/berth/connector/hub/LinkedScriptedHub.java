package berth.connector.hub;

import berth.core.hub.HubLink;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.testkit.hub.ScriptedHub;
import berth.testkit.store.MovableClock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A scripted hub and the connector linked to it, with one clock for both that a test moves.
final class LinkedScriptedHub implements AutoCloseable {
    static final Secret KEY = key("first");

    private static final Instant START = Instant.parse("2030-01-07T08:00:00Z");

    final MovableClock clock = new MovableClock(START);
    final ScriptedHub hub = ScriptedHub.start(KEY, clock);
    final AzureHubs connector;

    LinkedScriptedHub() {
        this(HubSize.s3(10), AzureHubSettings.DEFAULT.orderMax());
    }

    /// @param orderMax in real time: how long a call waits for a hub that says nothing
    LinkedScriptedHub(HubSize size, Duration orderMax) {
        var settings =
                new AzureHubSettings(
                        List.of(hub.authority()),
                        Map.of(hub.hostName(), size),
                        Map.of(hub.hostName(), hub.port()),
                        AzureHubSettings.DEFAULT.connectMax(),
                        orderMax);
        connector = new AzureHubs(settings, clock, this::nanos, new Random(7));
    }

    private long nanos() {
        return Duration.between(START, clock.instant()).toNanos();
    }

    static Secret key(String name) {
        return Secret.of(ByteString.sha256(name.getBytes(StandardCharsets.UTF_8)).toByteArray());
    }

    HubRegistry registry() {
        return registry(KEY);
    }

    HubRegistry registry(Secret key) {
        return connector.registry(link(key));
    }

    LinkedHub link(Secret key) {
        return new LinkedHub(
                hub.hostName(), new HubLink.Azure(ScriptedHub.POLICY, key), "test", 1, true);
    }

    HubHealth health() {
        return connector.health(hub.hostName()).orElseThrow();
    }

    @Override
    public void close() {
        connector.close();
        hub.close();
    }
}

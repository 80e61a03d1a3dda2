package berth.server;

import berth.connector.kafka.KafkaEventTarget;
import berth.connector.kafka.KafkaSettings;
import berth.connector.kafka.KafkaTelemetrySink;
import berth.connector.kafka.TopicName;
import berth.core.hub.event.EventTarget;
import berth.core.hub.message.TelemetryLog;
import berth.core.id.HubHostName;
import berth.hub.telemetry.ForwardingPace;
import berth.hub.telemetry.TelemetryForwarder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Kafka, if the server is set up with it: telemetry of each hub goes there, and events that
/// subscriptions send there. Without it, no class of Kafka's is loaded.
final class KafkaRoom implements AutoCloseable {
    /// Under which telemetry is kept until Kafka has it.
    private static final String CONSUMER = "kafka";

    private final Supplier<List<HubHostName>> hubs;
    private final TelemetryLog log;
    private final RandomGenerator random;
    private final @Nullable Cluster cluster;
    private final List<TelemetryForwarder> forwarders = new CopyOnWriteArrayList<>();

    private record Cluster(KafkaTelemetrySink sink, KafkaEventTarget events) {}

    /// @throws StartupProblem when the settings cannot be used
    KafkaRoom(
            HubOptions.@Nullable Kafka options,
            TelemetryLog log,
            Supplier<List<HubHostName>> hubs,
            RandomGenerator random) {
        this.hubs = hubs;
        this.log = log;
        this.random = random;
        this.cluster = options == null ? null : cluster(options);
    }

    private static Cluster cluster(HubOptions.Kafka options) {
        try {
            var settings = KafkaSettings.read(options.settings());
            return new Cluster(
                    new KafkaTelemetrySink(settings, new TopicName(options.topic())),
                    new KafkaEventTarget(settings));
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("%s: %s".formatted(options.settings(), e.getMessage()), e);
        } catch (IOException e) {
            throw new StartupProblem(
                    "cannot read %s: %s".formatted(options.settings(), e.getMessage()), e);
        }
    }

    /// Whether telemetry has to be kept until this consumer has had it. Without Kafka nobody is
    /// waited for, also not for one that was there before.
    boolean waitsFor(String consumer) {
        return cluster != null && consumer.equals(CONSUMER);
    }

    /// Where events go, or null without Kafka.
    @Nullable EventTarget events() {
        return cluster == null ? null : cluster.events();
    }

    void start() {
        var there = cluster;
        if (there == null) {
            return;
        }
        for (var hub : hubs.get()) {
            var forwarder =
                    new TelemetryForwarder(
                            hub, CONSUMER, log, there.sink(), ForwardingPace.DEFAULT, random);
            forwarders.add(forwarder);
            forwarder.start();
        }
    }

    /// There is new telemetry.
    void wake() {
        forwarders.forEach(TelemetryForwarder::wake);
    }

    @Override
    public void close() {
        forwarders.forEach(TelemetryForwarder::stop);
        forwarders.forEach(TelemetryForwarder::close);
        if (cluster != null) {
            cluster.sink().close();
            cluster.events().close();
        }
    }
}

package berth.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryEntry;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.secret.SymmetricKeys;
import berth.hub.amqp.HubAmqpEndpoint;
import berth.hub.amqp.HubAmqpSettings;
import berth.hub.eventhub.EventHubNodes;
import berth.hub.eventhub.EventHubs;
import berth.hub.live.LiveHubs;
import berth.hub.live.LiveLimits;
import berth.hub.live.LiveStores;
import berth.hub.live.TrustedAuthorities;
import berth.hub.registry.HubPolicies;
import berth.hub.registry.RoleBooks;
import berth.hub.telemetry.LoggedTelemetry;
import berth.hub.telemetry.TelemetrySettings;
import berth.net.ConnectionLimits;
import berth.net.ListenerSettings;
import berth.net.Listeners;
import berth.net.Ports;
import berth.net.amqp.AmqpEndpoint;
import berth.net.amqp.AmqpLimits;
import berth.net.amqp.AmqpProtocol;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpLimits;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.net.link.LinkProtocol;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryCommandQueue;
import berth.testkit.store.InMemoryEventOutbox;
import berth.testkit.store.InMemoryFeedbackQueue;
import berth.testkit.store.InMemoryHubStore;
import berth.testkit.store.InMemoryModuleStore;
import berth.testkit.store.InMemorySessionStore;
import berth.testkit.store.InMemoryTelemetryLog;
import berth.wire.x509.CertificateIssuer;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// Microsoft's consumer of event hubs, unmodified, reads the telemetry of a hub over AMQP and TLS.
/// One test at a time: each has the door to itself.
@Timeout(120)
@Execution(ExecutionMode.SAME_THREAD)
final class EventHubConsumerIT {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final List<AccessPolicy<HubRight>> POLICIES = HubPolicies.defaults(RANDOM);

    private static Listeners listeners;
    private static volatile AmqpEndpoint door;

    private InMemoryTelemetryLog log;
    private EventHubs eventHubs;

    @BeforeAll
    static void open() throws Exception {
        var issuer = new CertificateIssuer(CLOCK, RANDOM);
        var root = issuer.rootAuthority("Event hub test root", Duration.ofDays(1));
        var server =
                issuer.server(
                        root,
                        List.of(HUB.value()),
                        List.of(InetAddress.getLoopbackAddress()),
                        Duration.ofDays(1));
        var authority = folder.resolve("ca.pem");
        Files.writeString(authority, TestAuthority.pem(root.certificate()));
        StockTrust.add(authority);
        var amqp =
                new AmqpProtocol(
                        connection -> door.begin(connection),
                        AmqpLimits.HUB,
                        "berth",
                        System::nanoTime);
        LinkProtocol nothing =
                link -> {
                    throw new AssertionError("nobody speaks MQTT here");
                };
        listeners =
                Listeners.start(
                        new ListenerSettings(
                                List.of(InetAddress.getLoopbackAddress()),
                                Ports.ANY,
                                new ServerCertificate(server.key(), server.chain()),
                                TlsEngine.BORINGSSL,
                                ConnectionLimits.DEFAULTS,
                                HttpLimits.standard((_, _) -> 1024),
                                new Nothing(),
                                Map.of(AmqpProtocol.WEB_SOCKET_NAME, amqp),
                                nothing,
                                amqp),
                        CLOCK);
    }

    @AfterAll
    static void close() {
        listeners.close();
    }

    @BeforeEach
    void empty() {
        log = new InMemoryTelemetryLog(CLOCK);
        eventHubs = new EventHubs(log, PARTITIONS);
        door = hubDoor();
    }

    /// A hub's AMQP side as the server has it, over stores in memory.
    private AmqpEndpoint hubDoor() {
        var audit = new InMemoryAuditLog();
        var outbox = new InMemoryEventOutbox(CLOCK);
        var devices = new InMemoryHubStore(audit, CLOCK, outbox);
        devices.put(new EmbeddedHubDefinition("hub1", HUB, POLICIES));
        var feedback = new InMemoryFeedbackQueue(CLOCK);
        var live =
                new LiveHubs(
                        new LiveStores(
                                devices,
                                new InMemoryModuleStore(audit, devices),
                                new InMemorySessionStore(CLOCK, outbox, devices),
                                new InMemoryCommandQueue(CLOCK, feedback, devices),
                                feedback,
                                audit),
                        new LoggedTelemetry(
                                log, TelemetrySettings.DEFAULTS, _ -> false, eventHubs::appended),
                        RoleBooks.builtIn(),
                        TrustedAuthorities.NONE,
                        LiveLimits.DEFAULTS,
                        CLOCK,
                        RANDOM,
                        System::nanoTime,
                        "node1");
        return new HubAmqpEndpoint(
                live,
                new EventHubNodes(eventHubs, RANDOM),
                HubAmqpSettings.DEFAULTS,
                CLOCK,
                RANDOM);
    }

    @Test
    void itsPropertiesAreTold() {
        send(0, "a", "b");
        send(2, "c");
        try (var consumer = consumer("service")) {
            var properties = consumer.getEventHubProperties();
            var second = consumer.getPartitionProperties("2");
            var empty = consumer.getPartitionProperties("3");

            assertThat(properties.getName()).isEqualTo("hub1");
            assertThat(properties.getPartitionIds().stream()).containsExactly("0", "1", "2", "3");
            assertThat(second.getLastEnqueuedSequenceNumber()).isEqualTo(3);
            assertThat(second.isEmpty()).isFalse();
            assertThat(empty.isEmpty()).isTrue();
        }
    }

    @Test
    void aPartitionIsReadWithAllProperties() {
        send(1, "{\"t\":1}", "{\"t\":2}");
        try (var consumer = consumer("service")) {
            var events = receive(consumer, 1, 2, EventPosition.earliest());

            assertThat(events)
                    .extracting(EventHubConsumerIT::text)
                    .containsExactly("{\"t\":1}", "{\"t\":2}");
            var data = events.getFirst().getData();
            assertThat(data.getSequenceNumber()).isEqualTo(1);
            assertThat(data.getOffsetString()).isEqualTo("1");
            assertThat(data.getPartitionKey()).isEqualTo("device-1");
            assertThat(data.getContentType()).isEqualTo("application/json");
            assertThat(data.getMessageId()).isEqualTo("m-{\"t\":1}");
            assertThat(data.getProperties()).containsEntry("color", "red");
            assertThat(data.getSystemProperties())
                    .containsEntry("iothub-connection-device-id", "device-1")
                    .containsEntry("iothub-message-source", "Telemetry");
        }
    }

    @Test
    void aConsumerBeginsWhereItWants() {
        send(0, "a", "b", "c");
        try (var consumer = consumer("service")) {
            assertThat(texts(receive(consumer, 0, 1, EventPosition.fromOffsetString("2"))))
                    .containsExactly("c");
            assertThat(texts(receive(consumer, 0, 2, EventPosition.fromSequenceNumber(2, true))))
                    .containsExactly("b", "c");
            assertThat(
                            texts(
                                    receive(
                                            consumer,
                                            0,
                                            3,
                                            EventPosition.fromEnqueuedTime(
                                                    CLOCK.instant().minusSeconds(60)))))
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void whoWaitsGetsWhatComes() throws Exception {
        send(0, "old");
        try (var consumer = asyncClient("service").buildAsyncConsumerClient()) {
            var heard = new ConcurrentLinkedQueue<String>();
            var reading =
                    consumer.receiveFromPartition("0", EventPosition.latest())
                            .subscribe(event -> heard.add(event.getData().getBodyAsString()));
            int[] sent = {0};
            // How long a link takes to attach nobody tells, so something is sent until it is heard.
            Await.until(
                    "new telemetry is heard",
                    PATIENCE,
                    () -> {
                        send(0, "new-" + sent[0]++);
                        return heard.size();
                    },
                    count -> count > 3);
            reading.dispose();

            assertThat(heard).doesNotContain("old").allMatch(text -> text.startsWith("new-"));
        }
    }

    @Test
    void manyRecordsComeOnceAndInOrder() {
        var all = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
        send(3, all);
        try (var consumer = consumer("service")) {
            assertThat(texts(receive(consumer, 3, all.length, EventPosition.earliest())))
                    .containsExactly(all);
        }
    }

    @Test
    void aPolicyWithoutTheRightReadsNothing() {
        send(0, "a");
        try (var consumer = consumer("device")) {
            assertThatThrownBy(() -> receive(consumer, 0, 1, EventPosition.earliest()))
                    .hasRootCauseInstanceOf(AmqpException.class);
        }
    }

    @Test
    void aProcessorReadsAllPartitionsAndTheNextGoesOnWhereItStopped() throws Exception {
        var checkpoints = new MemoryCheckpoints();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            send(partition, "first-" + partition);
        }
        assertThat(process(checkpoints, PARTITIONS))
                .containsExactlyInAnyOrder("first-0", "first-1", "first-2", "first-3");

        for (int partition = 0; partition < PARTITIONS; partition++) {
            send(partition, "second-" + partition);
        }

        assertThat(process(checkpoints, PARTITIONS))
                .containsExactlyInAnyOrder("second-0", "second-1", "second-2", "second-3");
    }

    /// What a processor of its own hears until it has heard `count` events.
    private Set<String> process(MemoryCheckpoints checkpoints, int count) throws Exception {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        var positions = new HashMap<String, EventPosition>();
        IntStream.range(0, PARTITIONS)
                .forEach(id -> positions.put(Integer.toString(id), EventPosition.earliest()));
        var processor =
                new EventProcessorClientBuilder()
                        .connectionString(connectionString("service"))
                        .customEndpointAddress(endpoint())
                        .consumerGroup("$Default")
                        .checkpointStore(checkpoints)
                        .initialPartitionEventPosition(positions)
                        .loadBalancingUpdateInterval(Duration.ofMillis(500))
                        .partitionOwnershipExpirationInterval(Duration.ofSeconds(2))
                        .processEvent(
                                context -> {
                                    heard.add(context.getEventData().getBodyAsString());
                                    context.updateCheckpoint();
                                })
                        .processError(_ -> {})
                        .buildEventProcessorClient();
        processor.start();
        try {
            Await.until("all is processed", PATIENCE, heard::size, size -> size >= count);
        } finally {
            processor.stop();
        }
        return heard;
    }

    private static List<PartitionEvent> receive(
            EventHubConsumerClient consumer, int partition, int count, EventPosition from) {
        var events = new ArrayList<PartitionEvent>();
        consumer.receiveFromPartition(Integer.toString(partition), count, from, PATIENCE)
                .forEach(events::add);
        return events;
    }

    private static List<String> texts(List<PartitionEvent> events) {
        return events.stream().map(EventHubConsumerIT::text).toList();
    }

    private static String text(PartitionEvent event) {
        return event.getData().getBodyAsString();
    }

    private static EventHubConsumerClient consumer(String policy) {
        return asyncClient(policy).buildConsumerClient();
    }

    private static EventHubClientBuilder asyncClient(String policy) {
        return new EventHubClientBuilder()
                .connectionString(connectionString(policy))
                .customEndpointAddress(endpoint())
                .retryOptions(
                        new AmqpRetryOptions()
                                .setMaxRetries(1)
                                .setTryTimeout(Duration.ofSeconds(20)))
                .consumerGroup("$Default");
    }

    private static String endpoint() {
        return "https://127.0.0.1:" + listeners.ports().amqp();
    }

    /// As an application has it in its settings.
    private static String connectionString(String policy) {
        var keys =
                POLICIES.stream()
                        .filter(known -> known.name().equals(policy))
                        .map(AccessPolicy::keys)
                        .map(SymmetricKeys::primary)
                        .findFirst()
                        .orElseThrow();
        return "Endpoint=sb://%s/;SharedAccessKeyName=%s;SharedAccessKey=%s;EntityPath=hub1"
                .formatted(HUB, policy, keys.revealBase64());
    }

    /// A device of this partition sends.
    private void send(int partition, String... bodies) {
        var device = "device-" + partition;
        var entries =
                Arrays.stream(bodies)
                        .map(
                                body ->
                                        new TelemetryEntry(
                                                HubClient.device(new DeviceId(device)),
                                                partition,
                                                new DeviceMessage(
                                                        Map.of(
                                                                SystemProperty.MESSAGE_ID,
                                                                "m-" + body,
                                                                SystemProperty.CONTENT_TYPE,
                                                                "application/json",
                                                                SystemProperty.DEVICE_ID,
                                                                device,
                                                                SystemProperty.MESSAGE_SOURCE,
                                                                "Telemetry"),
                                                        Map.of("color", "red"),
                                                        ByteString.of(
                                                                body.getBytes(
                                                                        StandardCharsets.UTF_8)))))
                        .toList();
        log.append(HUB, entries);
        eventHubs.appended(HUB);
    }

    private static final class Nothing implements HttpEndpoint {
        @Override
        public HttpReply handle(HttpRequest request) {
            return new HttpReply(404, HttpHeaders.NONE, ByteString.EMPTY);
        }

        @Override
        public HttpReply refusal(int status, String path, String host) {
            return new HttpReply(status, HttpHeaders.NONE, ByteString.EMPTY);
        }
    }
}

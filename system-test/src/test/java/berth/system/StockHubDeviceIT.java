package berth.system;

import static com.microsoft.azure.sdk.iot.device.IotHubClientProtocol.HTTPS;
import static com.microsoft.azure.sdk.iot.device.IotHubClientProtocol.MQTT;
import static com.microsoft.azure.sdk.iot.device.IotHubClientProtocol.MQTT_WS;
import static com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus.DISCONNECTED;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.message.SystemProperty;
import berth.net.tls.TlsEngine;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MultiplexingClient;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackRecord;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Microsoft's hub client for devices, unmodified, over all its protocols, at the hub that its
/// provisioning client was told; and Microsoft's service clients at the other end.
final class StockHubDeviceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int ASK_AGAIN_MILLIS = 10_000;
    private static final int ASKED_MAX = 4;
    private static final AtomicInteger DEVICES = new AtomicInteger();

    /// One way to the hub.
    record Way(IotHubClientProtocol protocol, boolean certificate) {
        boolean isMqtt() {
            return protocol == MQTT || protocol == MQTT_WS;
        }

        @Override
        public String toString() {
            return protocol.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + (certificate ? "-x509" : "-key");
        }
    }

    @TempDir private static Path folder;

    private static BerthFixture berth;
    private static String hub;
    private static String connectionString;
    private static MessagingClient messaging;
    private static MessageFeedbackProcessorClient feedback;
    private static final Map<String, FeedbackRecord> FEEDBACK = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        berth = BerthFixture.start(folder, TlsEngine.BORINGSSL);
        hub = berth.hubHosts().getFirst();
        connectionString = berth.ready().hubs().getFirst().connectionString();
        messaging = new MessagingClient(connectionString, IotHubServiceClientProtocol.AMQPS);
        messaging.open();
        feedback =
                new MessageFeedbackProcessorClient(
                        connectionString,
                        IotHubServiceClientProtocol.AMQPS_WS,
                        batch -> {
                            batch.getRecords()
                                    .forEach(one -> FEEDBACK.put(one.getOriginalMessageId(), one));
                            return AcknowledgementType.COMPLETE;
                        });
        feedback.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        feedback.stop();
        messaging.close();
        berth.close();
    }

    static Stream<Way> ways() {
        return Stream.of(IotHubClientProtocol.values())
                .flatMap(one -> Stream.of(new Way(one, false), new Way(one, true)));
    }

    /// All but HTTPS, which has neither twins nor methods nor a connection.
    static Stream<Way> connections() {
        return ways().filter(way -> way.protocol() != HTTPS);
    }

    /// MQTT can only take a message.
    static Stream<Way> settling() {
        return ways().filter(way -> !way.isMqtt());
    }

    /// Enrolls a device, and has the stock client provision it over HTTPS.
    private static StockHubDevice provisioned(Way way) throws Exception {
        var id = "stock-%s-%d".formatted(way, DEVICES.incrementAndGet());
        SecurityProvider identity;
        var key = "";
        if (way.certificate()) {
            var own = TestAuthority.selfSigned(id);
            berth.service()
                    .createOrUpdateIndividualEnrollment(
                            Enrollments.individual(
                                    id, Enrollments.clientCertificate(own.certificate()), hub));
            identity = StockDevice.x509(own.certificate(), own.key(), List.of());
        } else {
            var keys = Keys.fresh();
            berth.service()
                    .createOrUpdateIndividualEnrollment(
                            Enrollments.individual(id, keys.attestation(), hub));
            key = keys.primary();
            identity = StockDevice.symmetricKey(id, key);
        }
        var result = berth.register(identity).result();
        assertThat(result.getIothubUri()).isEqualTo(hub);
        return new StockHubDevice(result.getIothubUri(), result.getDeviceId(), identity, key);
    }

    private static TelemetryView telemetry() {
        return TelemetryView.of(folder, hub);
    }

    /// Sends, which waits for the hub's acknowledgement.
    private static void send(DeviceClient client, String body) throws Exception {
        client.sendEvent(new Message(body), (int) PATIENCE.toMillis());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatADeviceSendsIsDurableWhenItIsAcknowledged(Way way) throws Exception {
        var device = provisioned(way);
        var client = device.client(way.protocol());
        client.open(false);
        var message = new Message("{\"t\":21}");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        message.setMessageId("m-1");
        message.setProperty("line", line(way));

        client.sendEvent(message, (int) PATIENCE.toMillis());
        var kept = telemetry().of(device.id());
        client.close();

        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().body()).isEqualTo("{\"t\":21}");
        var found = kept.getFirst().message();
        assertThat(found.application()).containsEntry("line", line(way));
        assertThat(found.system())
                .containsEntry(SystemProperty.CONTENT_TYPE, "application/json")
                .containsEntry(SystemProperty.CONTENT_ENCODING, "utf-8")
                .containsEntry(SystemProperty.MESSAGE_ID, "m-1")
                .containsEntry(SystemProperty.DEVICE_ID, device.id())
                .containsKey(SystemProperty.AUTH_METHOD)
                .containsKey(SystemProperty.AUTH_GENERATION_ID);
    }

    /// Over HTTPS properties are headers, which are ASCII.
    private static String line(Way way) {
        return way.protocol() == HTTPS ? "a/b c&d=u" : "a/b c&d=ü";
    }

    @ParameterizedTest
    @MethodSource("connections")
    void aTwinIsReadReportedAndItsChangesAreToldWithVersions(Way way) throws Exception {
        var device = provisioned(way);
        var twins = new TwinClient(connectionString);
        var told = new LinkedBlockingQueue<TwinCollection>();
        var client = device.client(way.protocol());
        client.open(false);
        client.subscribeToDesiredProperties(
                (twin, _) -> told.add(twin.getDesiredProperties()), null);

        var twin = asked(() -> client.getTwin(ASK_AGAIN_MILLIS));
        assertThat(String.valueOf(twin.getDesiredProperties().get("rate"))).startsWith("30");
        var reported = new TwinCollection();
        reported.put("firmware", "1.2");
        var updated = asked(() -> client.updateReportedProperties(reported, ASK_AGAIN_MILLIS));
        assertThat(updated.getVersion()).isGreaterThan(twin.getReportedProperties().getVersion());
        assertThat(twins.get(device.id()).getReportedProperties()).containsEntry("firmware", "1.2");

        var wanted = new com.microsoft.azure.sdk.iot.service.twin.Twin(device.id());
        wanted.getDesiredProperties().put("fan", "on");
        var patched = twins.patch(wanted);
        var push = next(told);
        client.close();

        assertThat(push).containsEntry("fan", "on");
        assertThat(push.getVersion()).isEqualTo(patched.getDesiredProperties().getVersion());
    }

    /// The Java client now and then receives an answer, as its own trace shows, and does not tell
    /// who waits for it.
    private static <T> T asked(Callable<T> ask) throws Exception {
        for (int i = 1; ; i++) {
            try {
                return ask.call();
            } catch (IotHubClientException e) {
                if (i == ASKED_MAX || !String.valueOf(e.getMessage()).startsWith("Timed out")) {
                    throw e;
                }
            }
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        var one = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (one == null) {
            throw new AssertionError("nothing came within " + PATIENCE);
        }
        return one;
    }

    @ParameterizedTest
    @MethodSource("connections")
    void aMethodIsAnsweredToItsCaller(Way way) throws Exception {
        var device = provisioned(way);
        var client = device.client(way.protocol());
        client.open(false);
        serve(client);

        var response =
                new DirectMethodsClient(connectionString)
                        .invoke(device.id(), "reboot", payload("now"));
        client.close();

        assertThat(response.getStatus()).isEqualTo(201);
        assertThat(response.getPayloadAsJsonString()).isEqualTo("\"reboot now\"");
    }

    private static void serve(DeviceClient client) throws Exception {
        client.subscribeToMethods(
                (name, payload, _) ->
                        new DirectMethodResponse(
                                201, name + " " + payload.getPayload(String.class)),
                null);
    }

    private static DirectMethodRequestOptions payload(String text) {
        return DirectMethodRequestOptions.builder()
                .payload(text)
                .methodResponseTimeoutSeconds(20)
                .methodConnectTimeoutSeconds(5) // by itself it would wait for 200 s
                .build();
    }

    private static String command(StockHubDevice device) throws Exception {
        var message =
                new com.microsoft.azure.sdk.iot.service.messaging.Message(
                        "open".getBytes(StandardCharsets.UTF_8));
        message.setMessageId("c-" + device.id());
        message.setDeliveryAcknowledgement(DeliveryAcknowledgement.Full);
        message.getProperties().put("color", "red & blue");
        messaging.send(device.id(), message);
        return message.getMessageId();
    }

    private static FeedbackStatusCode feedback(String messageId) throws Exception {
        return Await.until(
                        "feedback of " + messageId,
                        PATIENCE,
                        () -> FEEDBACK.containsKey(messageId),
                        there -> there)
                ? FEEDBACK.get(messageId).getStatusCode()
                : FeedbackStatusCode.unknown;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMessageThatWaitedIsTakenAndTheSenderHearsOfIt(Way way) throws Exception {
        var device = provisioned(way);
        var id = command(device);
        var taken = new LinkedBlockingQueue<Message>();
        var client = device.client(way.protocol());
        client.setMessageCallback(
                (message, _) -> {
                    taken.add(message);
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);

        var message = next(taken);

        assertThat(new String(message.getBytes(), StandardCharsets.UTF_8)).isEqualTo("open");
        assertThat(message.getMessageId()).isEqualTo(id);
        assertThat(message.getProperty("color")).isEqualTo("red & blue");
        assertThat(feedback(id)).isEqualTo(FeedbackStatusCode.success);
        client.close();
        assertThat(taken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("settling")
    void aMessageThatIsAbandonedComesAgain(Way way) throws Exception {
        var device = provisioned(way);
        var id = command(device);
        var seen = new LinkedBlockingQueue<String>();
        var client = device.client(way.protocol());
        client.setMessageCallback(
                (message, _) -> {
                    seen.add(message.getMessageId());
                    return seen.size() == 1
                            ? IotHubMessageResult.ABANDON
                            : IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);

        assertThat(feedback(id)).isEqualTo(FeedbackStatusCode.success);
        client.close();
        assertThat(seen).containsExactly(id, id);
    }

    @ParameterizedTest
    @MethodSource("settling")
    void aMessageThatIsRejectedIsReportedSo(Way way) throws Exception {
        var device = provisioned(way);
        var id = command(device);
        var client = device.client(way.protocol());
        client.setMessageCallback((_, _) -> IotHubMessageResult.REJECT, null);
        client.open(false);

        assertThat(feedback(id)).isEqualTo(FeedbackStatusCode.rejected);
        client.close();
    }

    @ParameterizedTest
    @MethodSource("connections")
    void aSecondConnectionOfADeviceTakesThePlaceOfTheFirst(Way way) throws Exception {
        var device = provisioned(way);
        var states = new CopyOnWriteArrayList<IotHubConnectionStatus>();
        var first = device.client(way.protocol());
        first.setRetryPolicy(new NoRetry());
        first.setConnectionStatusChangeCallback(change -> states.add(change.getNewStatus()), null);
        first.open(false);

        var second = device.client(way.protocol());
        second.open(false);
        Await.until("the first is out", PATIENCE, () -> states, all -> all.contains(DISCONNECTED));
        send(second, "from the second");
        second.close();
        first.close();

        assertThat(telemetry().of(device.id()))
                .extracting(TelemetryView.Entry::body)
                .containsExactly("from the second");
    }

    /// Its connection is lost because another one takes its place for a moment.
    @ParameterizedTest
    @MethodSource("connections")
    void aDeviceThatLostItsConnectionComesBackAndIsCommandedAgain(Way way) throws Exception {
        var device = provisioned(way);
        var methods = new DirectMethodsClient(connectionString);
        var states = new CopyOnWriteArrayList<IotHubConnectionStatus>();
        var client = device.client(way.protocol());
        client.setConnectionStatusChangeCallback(change -> states.add(change.getNewStatus()), null);
        client.open(false);
        serve(client);
        var thief = device.client(way.protocol());
        thief.setRetryPolicy(new NoRetry());
        thief.open(false);
        Await.until(
                "it has lost its connection",
                PATIENCE,
                () -> states,
                all -> all.contains(IotHubConnectionStatus.DISCONNECTED_RETRYING));
        thief.close();

        var answer =
                Await.until(
                        "it answers again",
                        PATIENCE,
                        () -> answer(methods, device.id()),
                        text -> text.startsWith("201"));
        client.close();

        assertThat(answer).isEqualTo("201 \"reboot again\"");
    }

    private static String answer(DirectMethodsClient methods, String id) throws Exception {
        try {
            var response = methods.invoke(id, "reboot", payload("again"));
            return response.getStatus() + " " + response.getPayloadAsJsonString();
        } catch (com.microsoft.azure.sdk.iot.service.exceptions.IotHubException e) {
            return String.valueOf(e.getMessage()); // it is not there yet
        }
    }

    /// The client shows the hub a new token every few seconds; nobody is disconnected.
    @ParameterizedTest
    @EnumSource(names = {"AMQPS", "AMQPS_WS", "HTTPS"})
    void tokensThatExpireSoonAreRenewedInTime(IotHubClientProtocol protocol) throws Exception {
        var device = provisioned(new Way(protocol, false));
        var states = new CopyOnWriteArrayList<IotHubConnectionStatus>();
        var client = device.client(protocol, StockHubDevice.options().sasTokenExpiryTime(6));
        client.open(false);
        client.setConnectionStatusChangeCallback(change -> states.add(change.getNewStatus()), null);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int sent = 0;
        while (System.nanoTime() - end < 0) {
            send(client, "n-" + sent++);
            Thread.sleep(1000);
        }
        client.close();

        assertThat(states).filteredOn(state -> state != DISCONNECTED).isEmpty();
        assertThat(telemetry().of(device.id())).hasSize(sent);
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQPS", "AMQPS_WS"})
    void manyDevicesShareOneConnection(IotHubClientProtocol protocol) throws Exception {
        var devices = new ArrayList<StockHubDevice>();
        var clients = new ArrayList<DeviceClient>();
        for (int i = 0; i < 3; i++) {
            var device = provisioned(new Way(protocol, false));
            devices.add(device);
            clients.add(new DeviceClient(device.connectionString(), protocol));
        }
        var multiplexer = new MultiplexingClient(hub, protocol);
        multiplexer.registerDeviceClients(clients);
        multiplexer.open(false);
        for (var client : clients) {
            serve(client);
            send(client, "hello");
        }
        var methods = new DirectMethodsClient(connectionString);

        for (var device : devices) {
            assertThat(methods.invoke(device.id(), "reboot", payload("now")).getStatus())
                    .isEqualTo(201);
            assertThat(telemetry().of(device.id())).hasSize(1);
        }
        multiplexer.unregisterDeviceClient(clients.getFirst());
        assertThatThrownBy(() -> methods.invoke(devices.getFirst().id(), "reboot", payload("now")))
                .hasMessageContaining("404103");
        send(clients.getLast(), "still here");
        multiplexer.close();
        assertThat(telemetry().of(devices.getLast().id())).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aWrongProofIsRefused(Way way) throws Exception {
        var device = provisioned(way);
        SecurityProvider wrong;
        if (way.certificate()) {
            var other = TestAuthority.selfSigned(device.id());
            wrong = StockDevice.x509(other.certificate(), other.key(), List.of());
        } else {
            wrong = StockDevice.symmetricKey(device.id(), Keys.freshKey());
        }
        var client = new StockHubDevice(hub, device.id(), wrong, "").client(way.protocol());
        client.setRetryPolicy(new NoRetry());

        assertThatThrownBy(
                        () -> {
                            client.open(false);
                            send(client, "let me in");
                        })
                .isInstanceOf(Exception.class);
        client.close();
        assertThat(telemetry().of(device.id())).isEmpty();
    }
}

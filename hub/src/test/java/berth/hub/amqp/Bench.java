package berth.hub.amqp;

import berth.core.access.AccessPolicy;
import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubDevice;
import berth.core.hub.HubPlace;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.hub.CountingRandom;
import berth.hub.live.LiveScene;
import berth.net.amqp.AmqpHouses;
import berth.net.amqp.AmqpLimits;
import berth.net.amqp.AmqpProtocol;
import berth.net.link.DrainingSession;
import berth.testkit.amqp.AmqpClient;
import berth.wire.sas.SasText;

import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// A hub in memory and one client at the other end of an AMQP connection. Work is done on threads
/// of its own, so everything is waited for.
final class Bench {
    static final String HOST = LiveScene.HOST.value();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final LiveScene scene;
    final HandLink link;
    final AmqpClient client;
    private final DrainingSession session;
    private int names;

    Bench(LiveScene scene, AmqpClient client) {
        this(scene, client, List.of(), OtherNodes.NONE);
    }

    Bench(
            LiveScene scene,
            AmqpClient client,
            List<X509Certificate> certificates,
            OtherNodes others) {
        this(scene, client, certificates, others, HOST);
    }

    Bench(LiveScene scene, AmqpClient client, String host) {
        this(scene, client, List.of(), OtherNodes.NONE, host);
    }

    private Bench(
            LiveScene scene,
            AmqpClient client,
            List<X509Certificate> certificates,
            OtherNodes others,
            String host) {
        this.scene = scene;
        this.client = client;
        this.link = new HandLink(certificates);
        var endpoint =
                new HubAmqpEndpoint(
                        scene.live,
                        others,
                        HubAmqpSettings.DEFAULTS,
                        scene.clock,
                        new CountingRandom());
        var houses =
                new AmqpHouses(
                        List.of(
                                new AmqpHouses.House(
                                        endpoint, HOST::equals, user -> user.contains("@sas."))));
        this.session =
                (DrainingSession)
                        new AmqpProtocol(houses, AmqpLimits.PROVISIONING, "berth", link::nanos)
                                .open(link);
        client.asksFor(host).open();
        talk();
    }

    /// What a new connection answers to its first bytes.
    static byte[] first(LiveScene scene, byte[] bytes) {
        var link = new HandLink(List.of());
        new AmqpProtocol(
                        new HubAmqpEndpoint(
                                scene.live,
                                OtherNodes.NONE,
                                HubAmqpSettings.DEFAULTS,
                                scene.clock,
                                new CountingRandom()),
                        AmqpLimits.PROVISIONING,
                        "berth",
                        link::nanos)
                .open(link)
                .received(ByteBuffer.wrap(bytes));
        return link.written();
    }

    /// Carries to and fro what there is now.
    void talk() {
        boolean quiet = false;
        while (!quiet) {
            byte[] out = client.output();
            if (out.length > 0) {
                session.received(ByteBuffer.wrap(out));
            }
            boolean did = link.runDue();
            byte[] in = link.written();
            client.input(in);
            quiet = out.length == 0 && in.length == 0 && !did;
        }
    }

    void until(BooleanSupplier wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        talk();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not happen; closed with " + client.closedWith());
            }
            link.await();
            talk();
        }
    }

    /// Until nothing is under way any more.
    void settle() {
        until(link::isIdle);
    }

    void pass(Duration time) {
        link.pass(time);
        talk();
    }

    /// A minute with a sign of life.
    void minute() {
        session.received(ByteBuffer.wrap(new byte[] {0, 0, 0, 8, 2, 0, 0, 0}));
        pass(Duration.ofMinutes(1));
        settle();
    }

    void hangUp() {
        session.closed();
        link.finishWork();
    }

    /// What `task` answers, on the side of the hub's applications.
    <T> AtomicReference<@Nullable T> elsewhere(java.util.function.Supplier<T> task) {
        var answer = new AtomicReference<@Nullable T>();
        Thread.ofVirtual().start(() -> answer.set(task.get()));
        return answer;
    }

    String token(String id) {
        return scene.token(id);
    }

    /// A token of a shared access policy for the whole hub.
    String policyToken(String name) {
        AccessPolicy<?> policy =
                scene.registry().policies().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return SasText.forPolicy(
                new HostName(HOST),
                name,
                policy.keys().primary(),
                scene.clock.instant().plus(Duration.ofHours(1)));
    }

    static Message putToken(Object messageId, String type, String name, String token) {
        var message =
                AmqpClient.message(
                        Map.of("operation", "put-token", "type", type, "name", name), null, "");
        message.setMessageId(messageId);
        message.setBody(new AmqpValue(token));
        return message;
    }

    /// Shows a token, as the stock Java client does.
    ///
    /// @return the answer
    Message cbs(String name, String token) {
        return cbs(
                client.session(),
                putToken("m" + names++, "servicebus.windows.net:sastoken", name, token));
    }

    Message cbs(Session on, Message request) {
        var asks = sender(on, "$cbs");
        receiver(on, "$cbs");
        int before = client.messages().size();
        client.send(asks, request);
        until(() -> client.messages().size() > before);
        return client.messages().getLast();
    }

    static int status(Message answer) {
        return (int) answer.getApplicationProperties().getValue().get("status-code");
    }

    /// A connection of a device that has shown its token.
    Bench admitted(String id) {
        if (status(cbs(HOST + "/devices/" + id, token(id))) != 200) {
            throw new AssertionError(id + " is not let in");
        }
        return this;
    }

    Bench asService() {
        if (status(cbs(HOST, policyToken("service"))) != 200) {
            throw new AssertionError("the policy is not let in");
        }
        return this;
    }

    Sender sender(String address) {
        return sender(client.session(), address);
    }

    Sender sender(Session on, String address) {
        return sender(on, address, Map.of());
    }

    Sender sender(Session on, String address, Map<String, String> properties) {
        var sender = client.attachSender(on, "s" + names++, address, properties);
        until(() -> sender.getRemoteState() != EndpointState.UNINITIALIZED);
        until(
                () ->
                        sender.getRemoteState() == EndpointState.CLOSED
                                || (sender.getCredit() > 0 && sender.getRemoteTarget() != null)
                                || sender.getRemoteTarget() == null);
        return sender;
    }

    Receiver receiver(String address) {
        return receiver(client.session(), address);
    }

    Receiver receiver(Session on, String address) {
        return receiver(on, address, Map.of());
    }

    Receiver receiver(Session on, String address, Map<String, String> properties) {
        var receiver = client.attachReceiver(on, "r" + names++, address, properties, 10);
        until(() -> receiver.getRemoteState() != EndpointState.UNINITIALIZED);
        settle();
        return receiver;
    }

    /// The condition a link was refused or given up with; empty if it was not.
    static String refusal(org.apache.qpid.proton.engine.Link link) {
        var condition = link.getRemoteCondition().getCondition();
        return link.getRemoteState() == EndpointState.CLOSED && condition != null
                ? condition.toString()
                : "";
    }

    /// Assigns a device to a gateway.
    void assign(String child, String gateway) {
        var scope = scene.registry().device(new DeviceId(gateway)).orElseThrow().identity().scope();
        scene.devices.changeDevice(
                LiveScene.HOST,
                new DeviceId(child),
                place -> {
                    if (!(place.orElse(null) instanceof HubPlace.Occupied(HubDevice there))) {
                        throw new AssertionError(child);
                    }
                    var identity = there.identity();
                    var assigned =
                            new DeviceIdentity(
                                    identity.deviceId(),
                                    identity.generationId(),
                                    identity.etag(),
                                    identity.enabled(),
                                    identity.statusReason(),
                                    identity.statusUpdatedAt(),
                                    identity.authentication(),
                                    identity.iotEdge(),
                                    identity.createdAt(),
                                    identity.role(),
                                    scope);
                    return new Change.Put<HubPlace, Boolean>(
                            new HubPlace.Occupied(new HubDevice(assigned, there.twin())),
                            true,
                            new AuditEvent(
                                    scene.clock.instant(),
                                    HOST,
                                    "test",
                                    "",
                                    "device.assigned",
                                    child,
                                    "ok",
                                    ""));
                });
    }
}

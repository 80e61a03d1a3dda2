package berth.hub.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.hub.live.LiveHub;
import berth.hub.live.LiveScene;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpLink;
import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Applications on AMQP. Source: iot-hub-protocol, sections 6.1, 6.2 and 11.2.
class HubAmqpServiceTest {
    private final LiveScene scene = new LiveScene();

    private Bench bench() {
        return new Bench(scene, AmqpClient.mechanism("ANONYMOUS"));
    }

    private static Message command(String to, String id, Map<String, Object> properties) {
        var message = AmqpClient.message(properties, null, "on");
        message.setMessageId(id);
        message.setAddress(to);
        return message;
    }

    private static void send(Bench bench, Message message) {
        var sender = bench.sender("/messages/deviceBound");
        int before = bench.client.outcomes().size();
        bench.client.send(sender, message);
        bench.until(() -> bench.client.outcomes().size() > before);
    }

    private static String condition(Bench bench) {
        return ((Rejected) bench.client.outcomes().getLast()).getError().getCondition().toString();
    }

    @Test
    void aCommandIsQueued() {
        scene.device("dev-01");
        var bench = bench().asService();

        send(bench, command("/devices/dev-01/messages/devicebound", "m-1", Map.of("a", "b")));

        assertThat(bench.client.outcomes().getLast()).isEqualTo(Accepted.getInstance());
        assertThat(scene.hub().service().depth(HubClient.parse("dev-01"))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/devices/nobody/messages/devicebound, none, amqp:not-found",
        "/devices/mute/messages/devicebound, none, amqp:not-allowed",
        "/devices/dev-01/messages/events, none, com.microsoft:argument-error",
        "/devices/dev-01/messages/devicebound, maybe, com.microsoft:argument-error"
    })
    void aCommandThatCannotGoIsRejected(String to, String ack, String condition) {
        scene.device("dev-01");
        scene.device("mute", "sensor");
        var bench = bench().asService();

        send(bench, command(to, "m-1", Map.of("iothub-ack", ack)));

        assertThat(condition(bench)).isEqualTo(condition);
    }

    @Test
    void aFullQueueSaysSo() {
        scene.device("dev-01");
        var bench = bench().asService();
        for (int at = 0; at < 50; at++) {
            send(bench, command("/devices/dev-01/messages/devicebound", "m" + at, Map.of()));
        }
        send(bench, command("/devices/dev-01/messages/devicebound", "m-50", Map.of()));

        assertThat(condition(bench)).isEqualTo("amqp:resource-limit-exceeded");
    }

    /// C# wants a tag of 16 bytes, an enqueued time and a binary user.
    @Test
    void feedbackComesBackInAJsonArray() {
        scene.device("dev-01");
        var device = new Bench(scene, AmqpClient.withoutSasl()).admitted("dev-01");
        device.receiver("/devices/dev-01/messages/devicebound");
        var bench = bench().asService();
        send(
                bench,
                command(
                        "/devices/dev-01/messages/devicebound",
                        "m-1",
                        Map.of("iothub-ack", "full")));
        device.until(() -> scene.hub().service().depth(HubClient.parse("dev-01")) == 0);
        var receiver = bench.receiver("/messages/serviceBound/feedback");
        assertThat(Bench.refusal(receiver)).isEmpty();
        int before = bench.client.received().size();
        bench.pass(Duration.ofSeconds(1));
        bench.until(() -> bench.client.received().size() > before);
        var received = bench.client.received().getLast();

        assertThat(received.tag()).hasSize(16);
        assertThat(received.message().getContentType())
                .isEqualTo("application/vnd.microsoft.iothub.feedback.json");
        assertThat(new String(received.message().getUserId(), StandardCharsets.UTF_8))
                .isEqualTo(Bench.HOST);
        assertThat(received.message().getMessageAnnotations().getValue())
                .containsKey(Symbol.valueOf("iothub-enqueuedtime"));
        assertThat(AmqpClient.text(received.message()))
                .startsWith("[{\"originalMessageId\":\"m-1\"")
                .contains("\"statusCode\":\"Success\"", "\"deviceId\":\"dev-01\"");
        bench.settle();
        bench.pass(Duration.ofSeconds(2));
        bench.settle();
        assertThat(bench.client.received()).hasSize(before + 1);
    }

    @Test
    void fileNotificationsAreAcceptedAndNeverCome() {
        var bench = bench().asService();

        assertThat(Bench.refusal(bench.receiver("/messages/serviceBound/filenotifications")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"device, 401", "registryRead, 401", "service, 200", "iothubowner, 200"})
    void aPolicyNeedsTheRight(String policy, int status) {
        var bench = bench();

        assertThat(Bench.status(bench.cbs("https://" + Bench.HOST, bench.policyToken(policy))))
                .isEqualTo(status);
        assertThat(Bench.refusal(bench.sender("/messages/devicebound")).isEmpty())
                .isEqualTo(status == 200);
    }

    @Test
    void saslPlainIsForPoliciesToo() {
        var sample = bench();
        var client = AmqpClient.plain("service@sas.root.hub1", sample.policyToken("service"));
        var bench = new Bench(scene, client);
        bench.until(client::isOpen);

        assertThat(Bench.refusal(bench.sender("/messages/devicebound"))).isEmpty();
    }

    @Test
    void aDevicesTokenOpensNoServiceLink() {
        scene.device("dev-01");
        var bench = bench().admitted("dev-01");

        assertThat(Bench.refusal(bench.sender("/messages/devicebound")))
                .isEqualTo("amqp:unauthorized-access");
    }

    @Test
    void anExpiredTokenCostsTheServiceLinks() {
        var bench = bench().asService();
        var sender = bench.sender("/messages/devicebound");
        scene.clock.pass(Duration.ofMinutes(61));
        for (int minute = 0; minute < 62; minute++) {
            bench.minute();
        }

        assertThat(Bench.refusal(sender)).isEqualTo("amqp:unauthorized-access");
    }

    @Test
    void otherNodesAreForWhoeverMayUseTheService() {
        var served = new ArrayList<String>();
        var others =
                new OtherNodes() {
                    @Override
                    public boolean serves(String path) {
                        return path.startsWith("events/");
                    }

                    @Override
                    public HubNode attach(
                            String path, AmqpLink link, AmqpConnection connection, LiveHub hub) {
                        served.add(path);
                        link.accept();
                        return new HubNode() {};
                    }
                };
        var bench = new Bench(scene, AmqpClient.withoutSasl(), List.of(), others);
        var path = "events/ConsumerGroups/$Default/Partitions/0";
        assertThat(Bench.refusal(bench.receiver(path))).isEqualTo("amqp:unauthorized-access");

        bench.asService();

        assertThat(Bench.refusal(bench.receiver(path))).isEmpty();
        assertThat(served).containsExactly(path);
        assertThat(Bench.refusal(bench.receiver("elsewhere"))).isEqualTo("amqp:not-found");
    }
}

package berth.system;

import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A device over MQTT that does what no stock client would, one packet at a time.
final class RawMqtt implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern OPERATION = Pattern.compile("\"operationId\":\"([^\"]+)\"");

    private static final Pattern LATER =
            Pattern.compile(Pattern.quote("$dps/registrations/res/") + "(202|429)/");

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final MqttReader reader = new MqttReader(1024 * 1024);
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private int rid;

    private RawMqtt(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// Opens a connection and says nothing yet. The JVM must trust the server.
    static RawMqtt to(String address, int port) throws Exception {
        var socket =
                (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket(address, port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new RawMqtt(socket);
    }

    void send(MqttPacket packet) throws IOException {
        send(MqttWriter.bytes(packet));
    }

    void send(ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
    }

    /// The next packet, or empty at the end of the connection.
    Optional<MqttPacket> next() throws IOException {
        while (true) {
            if (reader.next(rest) instanceof MqttRead.Complete(MqttPacket packet)) {
                return Optional.of(packet);
            }
            var bytes = new byte[4096];
            int count = in.read(bytes);
            if (count < 0) {
                return Optional.empty();
            }
            rest = ByteBuffer.wrap(bytes, 0, count);
        }
    }

    /// The CONNECT of a device with a symmetric key.
    static MqttPacket.Connect connect(String idScope, String registrationId, String key)
            throws GeneralSecurityException {
        var resource = idScope + "/registrations/" + registrationId;
        var token =
                SharedAccessSignature.ofDevice(
                        idScope, registrationId, key, Instant.now().plusSeconds(3600));
        return MqttPacket.Connect.of(
                registrationId,
                60,
                resource + "/api-version=2019-03-31",
                Secret.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    /// Comes in and listens to answers.
    RawMqtt enter(MqttPacket.Connect connect) throws IOException {
        send(connect);
        expect(new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED));
        send(
                new MqttPacket.Subscribe(
                        1,
                        List.of(
                                new MqttPacket.Subscription(
                                        "$dps/registrations/res/#", Qos.AT_MOST_ONCE))));
        expect(new MqttPacket.SubAck(1, List.of(0)));
        return this;
    }

    private void expect(MqttPacket wanted) throws IOException {
        var found = next();
        if (!found.equals(Optional.of(wanted))) {
            throw new AssertionError("%s instead of %s".formatted(found, wanted));
        }
    }

    /// Asks to be registered.
    ///
    /// @return topic and text of the answer
    String register() throws IOException {
        return ask("$dps/registrations/PUT/iotdps-register/?$rid=" + ++rid);
    }

    /// Polls until the operation has ended, however often it is told to come back.
    String finish(String accepted) throws Exception {
        var operation = OPERATION.matcher(accepted);
        if (!operation.find()) {
            throw new AssertionError("not accepted: " + accepted);
        }
        return Await.until(
                "a final answer",
                PATIENCE,
                () -> poll(operation.group(1)),
                answer -> !LATER.matcher(answer).lookingAt());
    }

    private String poll(String operationId) throws IOException {
        return ask(
                "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=%d&operationId=%s"
                        .formatted(++rid, operationId));
    }

    private String ask(String topic) throws IOException {
        send(MqttPacket.Publish.atMostOnce(topic, ByteString.EMPTY));
        return next().map(packet -> text((MqttPacket.Publish) packet)).orElse("");
    }

    private static String text(MqttPacket.Publish answer) {
        return answer.topic()
                + " "
                + new String(answer.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

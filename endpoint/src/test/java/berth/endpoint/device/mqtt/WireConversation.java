package berth.endpoint.device.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.ManualLink;
import berth.endpoint.device.ScriptedCore;
import berth.net.link.LinkSession;
import berth.net.mqtt.MqttLimits;
import berth.net.mqtt.MqttProtocol;
import berth.testkit.x509.TestCertificates;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.regex.Pattern;

/// One connection as a file, from its first packet to its last, one line each:
///
/// ```text
/// # why this conversation matters
/// certificate dev-01          the TLS client certificate's common name; none without this line
/// given accepted              what the core answers from here on, as in ScriptedCore
/// > CONNECT …                 what the client sends, as in PacketText
/// asked connect …             what the core was asked; without it, nothing
/// < CONNACK 0                 what the server sends
/// closed                      it has closed the connection
/// ```
///
/// All that the server sends must be there. Every answer is looked at to be no earlier than 40 ms
/// after its request. `{tracking}`, `{time}` and `{patience}` stand for what they are in the wire
/// files of HTTPS; `{operation}` is the operation ID.
final class WireConversation {
    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";

    private final ManualLink link;
    private final LinkSession session;
    private final MqttReader reader = new MqttReader(1024 * 1024);
    private final Queue<MqttPacket> heard = new ArrayDeque<>();
    private String given = "accepted";
    private ScriptedCore core = new ScriptedCore(given);

    private WireConversation(List<X509Certificate> certificates) {
        this.link = new ManualLink(certificates);
        var answers = ScriptedCore.answers(new Random(1));
        var operations = ScriptedCore.operations(() -> core, answers);
        var endpoint =
                new DeviceMqttEndpoint(
                        operations,
                        answers,
                        new DeviceConnections(DeviceConnections.PER_DEVICE_MAX),
                        DeviceMqttSettings.DEFAULTS);
        this.session = new MqttProtocol(endpoint, MqttLimits.DEFAULTS, link::nanos).open(link);
    }

    static void walk(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var conversation = new WireConversation(certificates(lines));
        for (var line : lines) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("certificate ")) {
                conversation.step(line);
            }
        }
        conversation.end(lines.contains("closed"));
    }

    private static List<X509Certificate> certificates(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("certificate "))
                .map(line -> line.substring("certificate ".length()))
                .map(name -> TestCertificates.device(name).certificate())
                .toList();
    }

    private void step(String line) {
        if (line.startsWith("> ")) {
            session.received(MqttWriter.bytes(PacketText.read(filled(line.substring(2)))));
            return;
        }
        settle();
        if (line.startsWith("< ")) {
            assertThat(heard).as("packets before '%s'", line).isNotEmpty();
            assertThat(PacketText.write(heard.remove())).matches(expected(line.substring(2)));
        } else if (line.startsWith("asked ")) {
            assertThat(core.asked()).isEqualTo(filled(line.substring("asked ".length())));
            core = new ScriptedCore(given);
        } else if (line.startsWith("given ")) {
            assertThat(core.asked()).isEmpty();
            given = line.substring("given ".length());
            core = new ScriptedCore(given);
        } else {
            assertThat(line).isEqualTo("closed");
            assertThat(heard).isEmpty();
            assertThat(link.isClosed()).isTrue();
        }
    }

    private void end(boolean closed) {
        settle();
        assertThat(heard).isEmpty();
        assertThat(core.asked()).isEmpty();
        assertThat(link.isClosed()).isEqualTo(closed);
    }

    private void settle() {
        link.pass(Duration.ofMillis(39));
        assertThat(hear()).as("sooner than 40 ms").noneMatch(MqttPacket.Publish.class::isInstance);
        link.pass(Duration.ofMillis(1));
        hear();
    }

    /// @return what is new
    private List<MqttPacket> hear() {
        var packets = new ArrayList<MqttPacket>();
        ByteBuffer bytes = ByteBuffer.wrap(link.written());
        while (reader.next(bytes) instanceof MqttRead.Complete(MqttPacket packet)) {
            packets.add(packet);
        }
        assertThat(bytes.hasRemaining()).isFalse();
        heard.addAll(packets);
        return packets;
    }

    private static String filled(String line) {
        return line.replace("{operation}", ScriptedCore.OPERATION.value());
    }

    private static Pattern expected(String line) {
        return Pattern.compile(
                Pattern.quote(filled(line))
                        .replace("{time}", "\\E" + TIME + "\\Q")
                        .replace("{patience}", "\\E(?:[5-9]|10)\\Q")
                        .replace("{tracking}", "\\E" + GUID + "\\Q"));
    }
}

package berth.endpoint.device.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Walks the golden wire files: whole conversations, byte for byte on the device's side.
///
/// ```text
/// # why this conversation matters
/// given accepted                what the core answers
/// certificate dev-01            if the device shows one, its common name
/// asked register …              what the core was asked last
/// ----
/// > 414d515003010000            the device sends these bytes
/// < 414d515003010000            and receives: headers and SASL frames byte for byte,
/// < Open{ containerId=…         other frames as the codec shows them, then their payload
/// wait 40 ms
/// closed                        the connection is
/// ```
///
/// `{tracking}` stands for a GUID and `{time}` for a time with seven digits.
class DeviceAmqpWireTest {
    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";
    private static final int HEADER_BYTES = 8;
    private static final int AMQP = 0x414d5150;

    @TestFactory
    Stream<DynamicTest> everyConversationIsAsWritten() throws IOException, URISyntaxException {
        var folder =
                Objects.requireNonNull(DeviceAmqpWireTest.class.getResource("/wire/device-amqp"));
        try (var files = Files.list(Path.of(folder.toURI()))) {
            var sorted = files.filter(file -> file.toString().endsWith(".wire")).sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(7);
            return sorted.stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString(), () -> walk(file)));
        }
    }

    private static void walk(Path file) throws IOException {
        var parts = Files.readString(file).split("\n----\n", -1);
        var given = note(parts[0], "given ");
        var certificate = note(parts[0], "certificate ");
        var scene =
                certificate.isEmpty()
                        ? Scene.given(given)
                        : Scene.withCertificate(given, certificate);
        scene.blob = ByteString.of(new byte[8]);
        var happened = new ArrayList<String>();
        parts[1].lines().forEach(line -> play(line, scene, happened));

        assertThat(String.join("\n", happened)).matches(pattern(parts[1].strip()));
        assertThat(scene.core.asked()).isEqualTo(note(parts[0], "asked "));
    }

    private static String note(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private static void play(String line, Scene scene, List<String> happened) {
        if (line.startsWith("> ")) {
            happened.add(line);
            scene.say(HexFormat.of().parseHex(line.substring(2).replace(" ", "")));
            scene.link.pass(Duration.ZERO);
        } else if (line.startsWith("wait ")) {
            happened.add(line);
            scene.link.pass(Duration.ofMillis(Long.parseLong(line.split(" ", 3)[1])));
        } else {
            return;
        }
        shown(ByteBuffer.wrap(scene.link.written()), happened);
        if (scene.link.isClosed()) {
            happened.add("closed");
        }
    }

    private static void shown(ByteBuffer bytes, List<String> happened) {
        while (bytes.hasRemaining()) {
            int first = bytes.getInt(bytes.position());
            int size = first == AMQP ? HEADER_BYTES : first;
            var unit = bytes.slice(bytes.position(), size);
            bytes.position(bytes.position() + size);
            boolean plain = first != AMQP && unit.get(5) == 0;
            happened.add("< " + (plain ? frame(unit.position(HEADER_BYTES)) : hex(unit)));
        }
    }

    private static String hex(ByteBuffer unit) {
        var bytes = new byte[unit.remaining()];
        unit.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String frame(ByteBuffer body) {
        var decoder = new DecoderImpl();
        AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
        decoder.setByteBuffer(body);
        var shown = new StringBuilder(String.valueOf(decoder.readObject()));
        while (body.hasRemaining()) {
            shown.append(" + ").append(decoder.readObject());
        }
        return shown.toString().replace("\n", " ");
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(
                Pattern.quote(expected.replaceAll("(?m)^#.*\n", ""))
                        .replace("{tracking}", "\\E" + GUID + "\\Q")
                        .replace("{time}", "\\E" + TIME + "\\Q"),
                Pattern.DOTALL);
    }
}

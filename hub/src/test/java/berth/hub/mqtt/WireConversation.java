package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.hub.Json;
import berth.hub.live.LiveScene;
import berth.hub.live.MethodResult;
import berth.testkit.x509.TestCertificates;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttWriter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A hub and a client as a file, one step a line:
///
/// ```text
/// # why this conversation matters
/// device dev-01 [role]         a device with the keys of the vectors
/// child leaf-01 role gw-01     one that a gateway speaks for
/// module dev-01/m1
/// will {a PUBLISH}             of the next CONNECT
/// > CONNECT …                  what the client sends, as in PacketText
/// >hex 10c2…                   the same as bytes
/// < CONNACK 0                  what the server sends
/// <hex 20020000                the same as bytes
/// stored dev-01 {a=b} body     what is in the telemetry log now, one line a message
/// c2d dev-01 mid=m1 … body     an application sends a message
/// depth dev-01 1               so many messages wait for the client, soon
/// method dev-01 reboot {…}     an application calls a method
/// result 200 {…}               what it is told
/// desired dev-01 {…}           an application changes desired properties
/// role dev-01 sensor           an operator gives the device another role
/// disable dev-01               an operator disables the device
/// token expires                an hour and a half passes
/// silence                      the server says nothing
/// lost                         the network is gone
/// again                        the client connects anew (the older connection stays, unless lost)
/// closed                       the server has closed the connection
/// older closed                 … the one before the last `again`
/// ```
///
/// `{token:NAME}` is a token for an hour, `{blank}` a blank; `{tracking}`, `{time}`, `{text}` and
/// `{call}` stand for what they are, and `{call}` is the same one from then on.
final class WireConversation {
    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";
    private static final Pattern TOKEN = Pattern.compile("\\{token:([^}]+)}");

    private final MqttScene mqtt = new MqttScene();
    private Talk talk = mqtt.talk();
    private @Nullable Talk older;
    private @Nullable Publish will;
    private @Nullable CompletableFuture<MethodResult> result;
    private String call = "";

    static void walk(Path file) throws Exception {
        var conversation = new WireConversation();
        for (var line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    conversation.step(line);
                } catch (AssertionError e) {
                    throw new AssertionError("at: " + line + "\n" + e.getMessage(), e);
                }
            }
        }
        conversation.end();
    }

    private void step(String line) throws Exception {
        var word = line.split(" ", 2);
        var rest = word.length > 1 ? word[1] : "";
        var part = rest.split(" ", 3);
        switch (word[0]) {
            case ">" -> talk.say(packet(filled(rest)));
            case ">hex" -> talk.sayBytes(ByteBuffer.wrap(HexFormat.of().parseHex(rest)));
            case "<" -> expect(rest);
            case "<hex" -> assertThat(hex(talk.hear())).isEqualTo(rest);
            case "device" -> device(part);
            case "child" -> mqtt.child(part[0], part[1], part[2]);
            case "module" -> mqtt.module(rest);
            case "certificate" -> talk = mqtt.talk(TestCertificates.device(rest).certificate());
            case "will" -> will = PacketText.publish("PUBLISH " + rest);
            case "stored" -> assertThat(MqttScene.text(mqtt.stored())).isEqualTo(rest);
            case "c2d" -> mqtt.command(part[0], rest.substring(part[0].length() + 1));
            case "depth" -> depth(part[0], Integer.parseInt(part[1]));
            case "method" -> result = mqtt.invoke(part[0], part[1], part.length > 2 ? part[2] : "");
            case "result" -> assertThat(result()).isEqualTo(rest);
            case "desired" -> mqtt.desired(part[0], Json.object(part[1]));
            case "role" -> mqtt.scene.patch(part[0], LiveScene.role(part[1]));
            case "disable" -> mqtt.disable(part[0]);
            case "token" -> expire();
            case "silence" -> talk.expectSilence();
            case "lost" -> talk.lose();
            case "again" -> {
                older = talk;
                talk = mqtt.talk();
            }
            case "older" -> Objects.requireNonNull(older).expectClosed();
            case "closed" -> talk.expectClosed();
            default -> throw new AssertionError("not a step");
        }
    }

    private void device(String[] part) {
        if (part.length > 1) {
            mqtt.scene.device(part[0], part[1]);
        } else {
            mqtt.scene.device(part[0]);
        }
    }

    private void end() {
        talk.expectSilence();
        mqtt.expectNothingStored();
    }

    private MqttPacket packet(String line) {
        var last = will;
        if (line.startsWith("CONNECT ")) {
            will = null;
        }
        return PacketText.read(line, last);
    }

    private void expect(String line) throws InterruptedException {
        var heard = PacketText.write(talk.hear());
        var matcher = expected(line).matcher(heard);
        assertThat(heard).matches(expected(line));
        if (matcher.matches() && matcher.groupCount() > 0) {
            call = matcher.group("call");
        }
    }

    private static String hex(MqttPacket packet) {
        var bytes = MqttWriter.bytes(packet);
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private String result() throws Exception {
        var answer = Objects.requireNonNull(result).get(20, TimeUnit.SECONDS);
        return switch (answer) {
            case MethodResult.Answered(int status, var payload) ->
                    (status + " " + PacketText.text(payload)).stripTrailing();
            case MethodResult.Refused(var error, _) -> "refused " + error.code();
        };
    }

    private void depth(String client, int wanted) {
        talk.isClosed();
        assertThat(mqtt.depth(client)).isEqualTo(wanted);
    }

    private void expire() {
        mqtt.scene.clock.pass(Duration.ofMinutes(90));
        mqtt.scene.tick();
    }

    private String filled(String line) {
        var filled = line.replace("{call}", call).replace("{blank}", " ");
        return TOKEN.matcher(filled).replaceAll(match -> mqtt.scene.token(match.group(1)));
    }

    private Pattern expected(String line) {
        var known = call.isEmpty() ? line : line.replace("{call}", call);
        return Pattern.compile(
                Pattern.quote(known)
                        .replace("{time}", "\\E" + TIME + "\\Q")
                        .replace("{call}", "\\E(?<call>" + GUID + ")\\Q")
                        .replace("{text}", "\\E.+\\Q")
                        .replace("{tracking}", "\\E[0-9a-f]{32}\\Q"));
    }

    /// All conversations.
    static List<Path> all(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wire")).sorted().toList();
        }
    }
}

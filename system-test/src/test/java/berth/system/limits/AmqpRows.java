package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.EndpointState;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The limits of AMQP. What is over closes the connection, with a reason once it is open; a message
/// that is too long ends its link only.
final class AmqpRows {
    private static final int KIB = 1024;
    private static final int CHANNELS = 8;
    private static final int LINKS = 32;
    private static final int NESTED = 16;
    private static final int ENTRIES = 1_000;

    /// The attach frame itself: a described list with a map in it.
    private static final int NESTED_AROUND = 3;

    private AmqpRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        "AMQP frame of 8 KB before SASL is over",
                        house -> assertThat(saslOutcome(house, 8 * KIB)).isZero(),
                        house ->
                                assertThatThrownBy(() -> saslOutcome(house, 8 * KIB + 1))
                                        .isInstanceOf(EOFException.class)),
                new Row(
                        "AMQP frame of 64 KB",
                        house -> assertThat(raw(house, longBegin(64 * KIB)).closes()).isFalse(),
                        house -> closed(house, "framing-error", longBegin(64 * KIB + 1))),
                new Row(
                        "AMQP message of 128 KB",
                        house -> assertThat(send(house, 128 * KIB)).isEqualTo(202),
                        AmqpRows::tooLongAMessage),
                new Row(
                        "AMQP channels, 8",
                        house -> assertThat(raw(house, begin(CHANNELS - 1)).closes()).isFalse(),
                        house -> closed(house, "amqp:not-allowed", begin(CHANNELS))),
                new Row(
                        "AMQP links, 32",
                        house -> assertThat(attach(house, LINKS)).isEmpty(),
                        house ->
                                assertThat(attach(house, LINKS + 1))
                                        .isEqualTo("amqp:resource-limit-exceeded")),
                new Row(
                        "AMQP types nested 16 deep",
                        house -> assertThat(attach(house, nested(NESTED))).isEmpty(),
                        house ->
                                assertThat(attach(house, nested(NESTED + 1)))
                                        .isEqualTo("amqp:decode-error")),
                new Row(
                        "AMQP map of 1,000 entries",
                        house -> assertThat(attach(house, entries(ENTRIES))).isEmpty(),
                        house ->
                                assertThat(attach(house, entries(ENTRIES + 1)))
                                        .isEqualTo("amqp:decode-error")));
    }

    private static Wire wire(House house) throws IOException {
        return house.plug().tls(house.amqpPort());
    }

    private static AmqpTalk open(House house) throws IOException {
        return AmqpTalk.plain(wire(house), house.scope(), "amqp-row", house.token("amqp-row"))
                .open();
    }

    /// Proves itself in one frame of so many bytes.
    private static int saslOutcome(House house, int bytes) throws IOException {
        try (var talk = new AmqpTalk(wire(house), AmqpClient.withoutSasl())) {
            talk.say(sasl(house, "amqp-row", bytes));
            return talk.hearOutcome();
        }
    }

    /// The SASL header, and an init frame of so many bytes that is padded with a name nobody reads.
    static byte[] sasl(House house, String id, int bytes) {
        var credentials =
                HttpTalk.bytes(
                        "\0%s\0%s".formatted(AmqpTalk.address(house.scope(), id), house.token(id)));
        int response = bytes - 8 - 3 - 9 - 7 - 5;
        var frame = ByteBuffer.allocate(8 + bytes);
        frame.put(HttpTalk.bytes("AMQP\3\1\0\0"));
        frame.putInt(bytes).put((byte) 2).put((byte) 1).putShort((short) 0);
        frame.put((byte) 0).put((byte) 0x53).put((byte) 0x41);
        frame.put((byte) 0xd0).putInt(4 + 7 + 5 + response).putInt(2);
        frame.put((byte) 0xa3).put((byte) 5).put(HttpTalk.bytes("PLAIN"));
        frame.put((byte) 0xb0).putInt(response);
        frame.put(HttpTalk.bytes("x".repeat(response - credentials.length))).put(credentials);
        return frame.array();
    }

    /// A begin on this channel.
    private static byte[] begin(int channel) {
        var frame = ByteBuffer.allocate(8 + 3 + 3 + 6);
        frame.putInt(frame.capacity()).put((byte) 2).put((byte) 0).putShort((short) channel);
        frame.put((byte) 0).put((byte) 0x53).put((byte) 0x11);
        frame.put((byte) 0xc0).put((byte) 7).put((byte) 4);
        // No remote channel, next outgoing ID 0, two windows.
        frame.put((byte) 0x40).put((byte) 0x43);
        frame.put((byte) 0x52).put((byte) 9).put((byte) 0x52).put((byte) 9);
        return frame.array();
    }

    /// A begin in a frame of so many bytes, most of them a property that nobody reads.
    private static byte[] longBegin(int bytes) {
        var frame = ByteBuffer.allocate(bytes);
        frame.putInt(bytes).put((byte) 2).put((byte) 0).putShort((short) 1);
        frame.put((byte) 0).put((byte) 0x53).put((byte) 0x11);
        int pad = bytes - 8 - 3 - 9 - 6 - 3 - 9 - 3 - 5;
        frame.put((byte) 0xd0).putInt(bytes - 8 - 3 - 5).putInt(8);
        frame.put((byte) 0x40).put((byte) 0x43);
        frame.put((byte) 0x52).put((byte) 9).put((byte) 0x52).put((byte) 9);
        // Handle-max, offered and desired capabilities: none. Properties: a map of one.
        frame.put((byte) 0x40).put((byte) 0x40).put((byte) 0x40);
        frame.put((byte) 0xd1).putInt(4 + 3 + 5 + pad).putInt(2);
        frame.put((byte) 0xa3).put((byte) 1).put((byte) 'x');
        frame.put((byte) 0xb1).putInt(pad).put(HttpTalk.bytes("x".repeat(pad)));
        return frame.array();
    }

    private static AmqpTalk.Frame raw(House house, byte[] frame) throws IOException {
        try (var talk = open(house)) {
            talk.say(frame);
            return talk.hear();
        }
    }

    private static void closed(House house, String condition, byte[] frame) throws IOException {
        var last = raw(house, frame);
        assertThat(last.closes()).isTrue();
        assertThat(last.content()).contains(condition);
    }

    /// A registration in a message of so many bytes.
    private static byte[] message(int bytes) {
        var properties = Map.<String, Object>of("iotdps-operation-type", "iotdps-register");
        var document = HttpsDevice.registration("amqp-row");
        // The data section tells its length in as many bytes as the long one does.
        int around = encoded(properties, HttpRows.padded(document, KIB)).length - KIB;
        var message = encoded(properties, HttpRows.padded(document, bytes - around));
        assertThat(message).hasSize(bytes);
        return message;
    }

    private static byte[] encoded(Map<String, Object> properties, String body) {
        var room = new byte[body.length() + KIB];
        int length = AmqpClient.message(properties, null, body).encode(room, 0, room.length);
        return Arrays.copyOf(room, length);
    }

    private static int send(House house, int bytes) throws IOException {
        try (var device =
                new AmqpDevice(wire(house), house.scope(), "amqp-row", house.token("amqp-row"))) {
            return device.ask(message(bytes)).status();
        }
    }

    private static void tooLongAMessage(House house) throws IOException {
        try (var device =
                new AmqpDevice(wire(house), house.scope(), "amqp-row", house.token("amqp-row"))) {
            assertThat(device.detachedFor(message(128 * KIB + 1)))
                    .isEqualTo("amqp:link:message-size-exceeded");
        }
    }

    /// Attaches so many links, of which the house takes one and refuses the others.
    ///
    /// @return the condition the connection is closed with; empty if it goes on
    private static String attach(House house, int links) throws IOException {
        try (var talk = open(house)) {
            var client = talk.client();
            var address = AmqpTalk.address(house.scope(), "amqp-row");
            for (int i = 0; i < links; i++) {
                client.attachSender("link-" + i, address, Map.of());
            }
            var last = client.session().sender("link-" + (links - 1));
            talk.until(
                    () ->
                            !client.closedWith().isEmpty()
                                    || last.getRemoteState() == EndpointState.CLOSED);
            return client.closedWith();
        }
    }

    /// Attaches a link with these properties.
    private static String attach(House house, Map<Symbol, Object> properties) throws IOException {
        try (var talk = open(house)) {
            var client = talk.client();
            var link = client.session().sender("link");
            var target = new Target();
            target.setAddress(AmqpTalk.address(house.scope(), "amqp-row"));
            link.setTarget(target);
            link.setProperties(properties);
            link.open();
            talk.until(
                    () ->
                            !client.closedWith().isEmpty()
                                    || link.getRemoteState() == EndpointState.ACTIVE);
            return client.closedWith();
        }
    }

    private static Map<Symbol, Object> nested(int depth) {
        Object value = 1;
        for (int i = NESTED_AROUND; i < depth; i++) {
            value = List.of(value);
        }
        return Map.of(Symbol.valueOf("nested"), value);
    }

    private static Map<Symbol, Object> entries(int count) {
        var entries = new HashMap<Symbol, Object>();
        for (int i = 0; i < count; i++) {
            entries.put(Symbol.valueOf("p" + i), i);
        }
        return entries;
    }
}

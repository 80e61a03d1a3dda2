package berth.wire.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

class MqttCodecTest {
    private static final int PLENTY = 1024 * 1024;

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static List<MqttPacket> readAll(MqttReader reader, ByteBuffer bytes) {
        var packets = new ArrayList<MqttPacket>();
        while (reader.next(bytes) instanceof MqttRead.Complete(MqttPacket packet)) {
            packets.add(packet);
        }
        return packets;
    }

    private static String refusal(String bytes) {
        assertThat(new MqttReader(PLENTY).next(hex(bytes))).isInstanceOf(MqttRead.Broken.class);
        return new MqttReader(PLENTY).next(hex(bytes)) instanceof MqttRead.Broken(String reason)
                ? reason
                : "";
    }

    @Test
    void theContractsGoldenPacketsAreReadAndWritten() {
        GoldenPackets.BY_HEX.forEach(
                (bytes, packet) -> {
                    assertThat(readAll(new MqttReader(PLENTY), hex(bytes))).containsExactly(packet);
                    assertThat(hex(MqttWriter.bytes(packet))).isEqualTo(bytes);
                });
    }

    @Test
    void whatIsWrittenReadsTheSameHoweverItIsCut() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var source = new RandomPackets(seed);
            var packets = new ArrayList<MqttPacket>();
            var bytes = new ByteArrayOutputStream();
            for (int i = 0; i < 5; i++) {
                MqttPacket packet = source.next();
                packets.add(packet);
                ByteBuffer written = MqttWriter.bytes(packet);
                bytes.write(written.array(), written.arrayOffset(), written.remaining());
            }

            assertThat(readInPieces(bytes.toByteArray(), () -> 1)).isEqualTo(packets);
            assertThat(readInPieces(bytes.toByteArray(), () -> random.nextInt(1, 3000)))
                    .as("seed %d", seed)
                    .isEqualTo(packets);
        }
    }

    private static List<MqttPacket> readInPieces(byte[] bytes, IntSupplier size) {
        var reader = new MqttReader(PLENTY);
        var packets = new ArrayList<MqttPacket>();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(size.getAsInt(), bytes.length - at);
            packets.addAll(readAll(reader, ByteBuffer.wrap(bytes, at, count)));
            at += count;
        }
        return packets;
    }

    @ParameterizedTest
    @CsvSource({
        "00 00, reserved packet type",
        "f0 00, reserved packet type",
        "11, reserved flags in CONNECT",
        "41, reserved flags in PUBACK",
        "80, reserved flags in SUBSCRIBE",
        "a0, reserved flags in UNSUBSCRIBE",
        "c1, reserved flags in PINGREQ",
        "36, QoS 3",
        "34, 'PUBLISH with QoS 2, which is not spoken'",
        "38, PUBLISH that is a duplicate with QoS 0",
        "62, 'a packet of QoS 2, which is not spoken'",
        "30 ff ff ff ff 01, a remaining length of more than four bytes",
        "c0 01 00, PINGREQ of 1 bytes",
        "40 03 00 01 00, PUBACK of 3 bytes",
        "40 01 00, PUBACK of 1 bytes",
        "82 03 00 01 00, SUBSCRIBE of 3 bytes",
        "30 03 00 02 61, a packet that ends before its content does",
        "30 04 00 02 c3 28, a string that is not UTF-8",
        "30 05 00 03 ed a0 80, a string that is not UTF-8",
        "30 04 00 02 c0 80, a string that is not UTF-8",
        "30 03 00 01 00, a string with a zero character",
        "30 02 00 00, PUBLISH to no topic or to several",
        "30 05 00 03 61 2f 23, PUBLISH to no topic or to several",
        "30 03 00 01 2b, PUBLISH to no topic or to several",
        "32 05 00 01 61 00 00, packet identifier 0",
        "40 02 00 00, packet identifier 0",
        "82 06 00 01 00 01 61 03, QoS 3",
        "82 06 00 01 00 01 61 05, QoS 3",
        "82 06 00 01 00 00 00 00, an empty topic filter",
        "82 08 00 01 00 01 61 00 00 01, a packet that ends before its content does",
        "90 03 00 01 03, SUBACK with impossible codes",
        "20 02 02 00, reserved flags in CONNACK",
        "20 02 00 06, reserved CONNACK code",
        "10 0d 00 04 4d 51 54 54 04 03 00 00 00 01 61, CONNECT with impossible flags",
        "10 0d 00 04 4d 51 54 54 04 40 00 00 00 01 61, CONNECT with impossible flags",
        "10 0d 00 04 4d 51 54 54 04 20 00 00 00 01 61, CONNECT with impossible flags",
        "10 0d 00 04 4d 51 54 54 04 08 00 00 00 01 61, CONNECT with impossible flags",
        "10 0d 00 04 4d 51 54 54 04 1c 00 00 00 01 61, QoS 3",
        "10 0e 00 04 4d 51 54 54 04 00 00 00 00 01 61 00, bytes behind the end of CONNECT",
        "10 0d 00 04 4d 51 54 54 04 80 00 00 00 01 61, a packet that ends before its content does"
    })
    void whatIsNoPacketIsRefusedWithItsReason(String bytes, String reason) {
        assertThat(refusal(bytes)).isEqualTo(reason);
    }

    @Test
    void aRefusedStreamStaysRefused() {
        var reader = new MqttReader(PLENTY);
        reader.next(hex("f0"));

        assertThat(reader.next(hex("c000"))).isInstanceOf(MqttRead.Broken.class);
    }

    @Test
    void otherVersionsOfTheProtocolAreToldApartWhateverFollows() {
        assertThat(readAll(new MqttReader(PLENTY), hex("100e 0004 4d515454 05 02 003c 00 0001 61")))
                .containsExactly(new MqttPacket.ForeignConnect("MQTT", 5));
        assertThat(
                        readAll(
                                new MqttReader(PLENTY),
                                hex("100f 0006 4d5149736470 03 02 003c 0001 61")))
                .containsExactly(new MqttPacket.ForeignConnect("MQIsdp", 3));
    }

    @Test
    void aPacketOfTheLimitPassesAndOneMoreByteIsRefusedAfterTheHeader() {
        var payload = ByteString.of(new byte[200]);
        ByteBuffer written = MqttWriter.bytes(MqttPacket.Publish.atMostOnce("t", payload));
        int size = written.remaining();

        assertThat(new MqttReader(size).next(written.duplicate()))
                .isInstanceOf(MqttRead.Complete.class);
        assertThat(new MqttReader(size - 1).next(written.slice(0, 3)))
                .isInstanceOf(MqttRead.Broken.class);
    }

    @Test
    void aHigherLimitCountsFromTheNextPacketOn() {
        var payload = ByteString.of(new byte[200]);
        var reader = new MqttReader(20);
        ByteBuffer bytes =
                ByteBuffer.allocate(300)
                        .put(MqttWriter.bytes(new MqttPacket.PingReq()))
                        .put(MqttWriter.bytes(MqttPacket.Publish.atMostOnce("t", payload)))
                        .flip();

        assertThat(reader.next(bytes)).isInstanceOf(MqttRead.Complete.class);
        reader.packetBytesMax(300);
        assertThat(reader.next(bytes)).isInstanceOf(MqttRead.Complete.class);
    }

    @Test
    void filtersBeyondReasonAreRefused() {
        var some = Collections.nCopies(MqttPacket.FILTERS_MAX, "a");
        ByteBuffer most = MqttWriter.bytes(new MqttPacket.Unsubscribe(1, some));
        assertThat(new MqttReader(PLENTY).next(most)).isInstanceOf(MqttRead.Complete.class);

        String filters = "000161".repeat(MqttPacket.FILTERS_MAX + 1);
        assertThat(refusal("a2 8506 0001" + filters)).isEqualTo("more than 256 topic filters");
    }

    @ParameterizedTest
    @MethodSource
    void whatCannotBeReadCannotBeWritten(String clientId) {
        var connect = MqttPacket.Connect.of(clientId, 60, "name", null);

        assertThatThrownBy(() -> MqttWriter.bytes(connect))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<String> whatCannotBeReadCannotBeWritten() {
        return Stream.of("a\0", "\ud800", "a".repeat(65_536));
    }

    @Test
    void thePasswordIsNotShown() {
        var connect =
                MqttPacket.Connect.of(
                        "a", 60, "name", Secret.of("hidden".getBytes(StandardCharsets.UTF_8)));

        assertThat(connect.toString()).doesNotContain("hidden");
    }
}

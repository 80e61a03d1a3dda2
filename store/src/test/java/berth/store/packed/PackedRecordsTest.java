package berth.store.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.message.DeviceMessage;
import berth.core.id.ByteString;
import berth.testkit.store.Messages;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

class PackedRecordsTest {
    private static PackedRecords.Item item(int back, DeviceMessage message) {
        return new PackedRecords.Item(back, Messages.module("meter-7", "filter"), message);
    }

    private static DeviceMessage any(RandomGenerator random) {
        var system = new LinkedHashMap<String, String>();
        var application = new LinkedHashMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            system.put(random.nextBoolean() ? "message-id" : "own" + i, "v".repeat(i * 60));
            application.put("k" + random.nextInt(9), "ä" + random.nextInt());
        }
        var body = new byte[random.nextInt(400)];
        random.nextBytes(body);
        return new DeviceMessage(system, application, ByteString.of(body));
    }

    @Test
    void recordsComeBackAsTheyWerePacked() throws BadDocument {
        var random = new Random(3);
        for (int run = 0; run < 200; run++) {
            var items =
                    random.ints(random.nextInt(1, 9), 0, 100_000)
                            .mapToObj(back -> item(back, any(random)))
                            .toList();

            assertThat(PackedRecords.unpack(PackedRecords.pack(items))).isEqualTo(items);
        }
    }

    /// What is on the disks of others must be readable for ever: these bytes were written once.
    @Test
    void theFormatStaysAsItIs() throws BadDocument {
        var message =
                new DeviceMessage(
                        Map.of("content-type", "a/b"), Map.of("n", "1"), ByteString.of((byte) 7));
        var packed = PackedMessage.pack(message);

        assertThat(HexFormat.of().formatHex(packed, 0, packed.length - 4))
                .isEqualTo("01" + "01" + "05" + "03612f62" + "01" + "016e" + "0131" + "0107");
        assertThat(PackedMessage.unpack(packed)).isEqualTo(message);
    }

    @Test
    void aByteThatChangedIsNoticed() {
        var packed = PackedRecords.pack(List.of(item(0, Messages.full())));
        for (int i = 0; i < packed.length; i++) {
            var damaged = packed.clone();
            damaged[i] ^= 1;

            assertThatThrownBy(() -> PackedRecords.unpack(damaged)).isInstanceOf(BadDocument.class);
        }
    }

    /// Behind a checksum that is right, whatever else is wrong is a bad document too.
    @Test
    void bytesThatAreNoRecordsAreRefused() {
        var random = new Random(5);
        for (int run = 0; run < 2_000; run++) {
            var packer = new Packer(16).number(1);
            for (int i = random.nextInt(12); i > 0; i--) {
                packer.number(random.nextInt(random.nextBoolean() ? 6 : 1_000_000));
            }
            var packed = packer.finish();
            try {
                PackedMessage.unpack(packed);
            } catch (BadDocument e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}

package berth.store.packed;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.TelemetryEntry;
import berth.wire.json.BadDocument;

import java.util.ArrayList;
import java.util.List;

/// Telemetry of one partition as bytes:
///
/// ```text
/// format  = 1
/// records = count { back client message }
/// ```
///
/// where `back` says how many places before the end of its group a record stands: its sequence is
/// known only when the group has its place, which is after the packing.
public final class PackedRecords {
    private static final int FORMAT = 1;

    private static final int SPARE = 64;

    /// @param back places before the last of the group
    public record Item(int back, HubClient client, DeviceMessage message) {
        public static Item of(int back, TelemetryEntry entry) {
            return new Item(back, entry.client(), entry.message());
        }
    }

    private PackedRecords() {}

    public static byte[] pack(List<Item> items) {
        int expected = SPARE;
        for (var item : items) {
            expected += item.message().size() + SPARE;
        }
        var packer = new Packer(expected);
        packer.number(FORMAT).number(items.size());
        for (var item : items) {
            packer.number(item.back()).text(item.client().text());
            PackedMessage.write(packer, item.message());
        }
        return packer.finish();
    }

    /// @throws BadDocument when the bytes are not records of ours
    public static List<Item> unpack(byte[] packed) throws BadDocument {
        var unpacker = new Unpacker(packed);
        if (unpacker.number() != FORMAT) {
            throw new BadDocument("", "has an unknown format");
        }
        var items = new ArrayList<Item>();
        for (int left = unpacker.count(); left > 0; left--) {
            items.add(
                    new Item(
                            Math.toIntExact(unpacker.number()),
                            HubClient.parse(unpacker.text()),
                            PackedMessage.read(unpacker)));
        }
        unpacker.end();
        return items;
    }
}

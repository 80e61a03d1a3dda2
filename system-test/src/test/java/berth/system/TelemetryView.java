package berth.system;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.store.packed.PackedRecords;
import berth.wire.json.BadDocument;

import org.sqlite.SQLiteConfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What devices have sent, read out of a data folder beside the running server: what is here is
/// durable.
public record TelemetryView(List<Entry> entries) {
    /// One message of one device or module.
    public record Entry(HubClient client, DeviceMessage message) {
        public String body() {
            return new String(message.body().toByteArray(), StandardCharsets.UTF_8);
        }
    }

    public TelemetryView {
        entries = List.copyOf(entries);
    }

    public static TelemetryView of(Path data, String hub) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        var entries = new ArrayList<Entry>();
        try (var connection = config.createConnection("jdbc:sqlite:" + data.resolve("berth.db"));
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT body FROM hub_telemetry_segment
                                WHERE hub = ? ORDER BY last_sequence
                                """)) {
            statement.setString(1, hub);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    for (var item : PackedRecords.unpack(rows.getBytes("body"))) {
                        entries.add(new Entry(item.client(), item.message()));
                    }
                }
            }
        } catch (SQLException | BadDocument e) {
            throw new IllegalStateException("cannot read the telemetry in " + data, e);
        }
        return new TelemetryView(entries);
    }

    /// What one device has sent itself, in order.
    public List<Entry> of(String deviceId) {
        return entries.stream()
                .filter(entry -> entry.client().toString().equals(deviceId))
                .toList();
    }
}

package berth.testkit.store;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryEntry;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Messages to store and their clients.
public final class Messages {
    private Messages() {}

    public static HubClient device(String id) {
        return HubClient.device(new DeviceId(id));
    }

    public static HubClient module(String device, String module) {
        return HubClient.module(new DeviceId(device), new ModuleId(module));
    }

    public static DeviceMessage message(String body) {
        return new DeviceMessage(
                Map.of(), Map.of(), ByteString.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    /// A message with a name, by which feedback speaks of it.
    public static DeviceMessage named(String id) {
        return message("body of " + id).withSystem(SystemProperty.MESSAGE_ID, id);
    }

    /// A message with everything that is easily lost: order, empty texts, strange letters, names
    /// that no list knows, bytes that are no text.
    public static DeviceMessage full() {
        var system = new LinkedHashMap<String, String>();
        system.put("zz-of-tomorrow", "Käse \uD83D\uDE00");
        system.put(SystemProperty.CORRELATION_CONTEXT, "");
        system.put(SystemProperty.MESSAGE_ID, "m-1");
        var application = new LinkedHashMap<String, String>();
        application.put("z", "\u0000 \r\n");
        application.put("", "empty name");
        application.put("a", "x".repeat(300));
        return new DeviceMessage(
                system, application, ByteString.of((byte) 0, (byte) -1, (byte) 0x80));
    }

    public static TelemetryEntry entry(int partition, String body) {
        return new TelemetryEntry(device("meter-" + partition), partition, message(body));
    }

    public static String text(DeviceMessage message) {
        return new String(message.body().toByteArray(), StandardCharsets.UTF_8);
    }
}

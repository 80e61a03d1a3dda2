package berth.core.hub.message;

import berth.core.id.ByteString;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A message in one direction or the other, as every protocol carries it.
///
/// @param system by the names of [SystemProperty]
/// @param application everything else, in the sender's order
public record DeviceMessage(
        Map<String, String> system, Map<String, String> application, ByteString body) {
    public DeviceMessage {
        system = Collections.unmodifiableMap(new LinkedHashMap<>(system));
        application = Collections.unmodifiableMap(new LinkedHashMap<>(application));
    }

    public Optional<String> system(String name) {
        return Optional.ofNullable(system.get(name));
    }

    /// A lower bound of what the message takes in memory and on disk, in bytes: names, values and
    /// body, a character as one.
    public int size() {
        return body.length() + size(system) + size(application);
    }

    public DeviceMessage withSystem(String name, String value) {
        var members = new LinkedHashMap<>(system);
        members.put(name, value);
        return new DeviceMessage(members, application, body);
    }

    public DeviceMessage withApplication(String name, String value) {
        var members = new LinkedHashMap<>(application);
        members.put(name, value);
        return new DeviceMessage(system, members, body);
    }

    private static int size(Map<String, String> properties) {
        int size = 0;
        for (var property : properties.entrySet()) {
            size += property.getKey().length() + property.getValue().length();
        }
        return size;
    }
}

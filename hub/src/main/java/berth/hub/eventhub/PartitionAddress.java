package berth.hub.eventhub;

import berth.core.id.HubHostName;
import berth.wire.uri.PercentEncoding;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The address of a partition for one consumer group:
///
/// ```text
/// {entity}/ConsumerGroups/{group}/Partitions/{number}
/// ```
///
/// The entity is the hub's short name, as an event hub is named in a connection string, its host
/// name, or `messages/events`, as the hub's own address has it. Compared without case; consumer
/// groups have nothing of their own here, so any name is one.
///
/// Source: iot-hub-protocol, section 6.3.
///
/// @param entity as written, without a slash in front
/// @param group in lower case
public record PartitionAddress(String entity, String group, int partition) {
    private static final String OWN_ENTITY = "messages/events";
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "/?([^/]{1,256}|messages/events)/ConsumerGroups/([^/]{1,50})/Partitions/([0-9]{1,4})",
                    Pattern.CASE_INSENSITIVE);

    /// @param path of an address, without scheme and host
    public static Optional<PartitionAddress> parse(String path) {
        var decoded = PercentEncoding.decodeLeniently(path);
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        var parts = SYNTAX.matcher(decoded.get());
        return parts.matches()
                ? Optional.of(
                        new PartitionAddress(
                                parts.group(1),
                                parts.group(2).toLowerCase(Locale.ROOT),
                                Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    boolean isOf(HubHostName hub) {
        return isEntity(entity, hub);
    }

    static boolean isEntity(String name, HubHostName hub) {
        var shortName = hub.value().substring(0, hub.value().indexOf('.'));
        return name.equalsIgnoreCase(OWN_ENTITY)
                || name.equalsIgnoreCase(shortName)
                || name.equalsIgnoreCase(hub.value());
    }

    /// What a token has to be for.
    String path() {
        return "/" + entity + "/ConsumerGroups/" + group + "/Partitions/" + partition;
    }
}

package berth.core.hub.event;

import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Set;

/// Who is to be told of which events.
///
/// @param name 1 to 64 characters a-z, 0-9 and -, a letter first
/// @param kinds at least one
public record EventSubscription(String name, Set<HubEvent.Kind> kinds, Target target) {
    public EventSubscription {
        kinds = Set.copyOf(kinds);
        if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    "a subscription's name has 1 to 64 characters a-z, 0-9 and -, a letter first");
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a subscription names at least one kind of event");
        }
    }

    /// Where events go.
    public sealed interface Target {
        /// One POST an event, a CloudEvent in structured mode, signed with the key.
        ///
        /// @param key null where it was sent masked, as it is shown: the stored one stays
        record Webhook(URI url, @Nullable Secret key) implements Target {}

        /// A topic of the Kafka cluster the server is set up with.
        record Kafka(String topic) implements Target {}

        /// The hub's telemetry log, as messages of their own source. Source: iot-hub-protocol,
        /// section 7.1.
        record TelemetryEndpoint() implements Target {}
    }
}

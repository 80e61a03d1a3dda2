package berth.net.mqtt;

import berth.wire.mqtt.MqttPacket.Subscription;
import berth.wire.mqtt.Qos;
import berth.wire.mqtt.TopicFilter;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a client listens to. On the session's thread.
final class Subscriptions {
    private final Map<String, Qos> granted;

    Subscriptions(Map<String, Qos> remembered) {
        this.granted = new HashMap<>(remembered);
    }

    boolean isEmpty() {
        return granted.isEmpty();
    }

    /// QoS 2 is granted as 1.
    ///
    /// @return what was granted
    Qos grant(Subscription wanted) {
        Qos qos = wanted.qos() == Qos.AT_MOST_ONCE ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
        granted.put(wanted.filter(), qos);
        return qos;
    }

    void end(List<String> filters) {
        filters.forEach(granted::remove);
    }

    /// The highest that was granted for this topic; empty if the client does not listen.
    Optional<Qos> qos(String topic) {
        return granted.entrySet().stream()
                .filter(one -> TopicFilter.matches(one.getKey(), topic))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingInt(Qos::level));
    }
}

package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.hub.live.DeviceSession;
import berth.hub.live.DeviceSession.ChildAnswer;
import berth.hub.live.Feature;
import berth.hub.live.Outcome;
import berth.wire.mqtt.MqttPacket.Subscription;
import berth.wire.mqtt.Qos;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a client listens to, for itself and for its children, and what the hub has to send because
/// of it. Kept for the next connection, unless the client wants none of that. Blocks.
///
/// Used by the work of one connection, one piece at a time.
final class HubSubscriptions {
    private final DeviceSession session;
    private final CommandWindow window;
    private final boolean fresh;
    private final int max;

    private final Map<String, Integer> filters = new LinkedHashMap<>(4);
    private final Set<DeviceSession> listening = new HashSet<>(2);

    /// @param fresh nothing is kept
    HubSubscriptions(DeviceSession session, CommandWindow window, boolean fresh, int max) {
        this.session = session;
        this.window = window;
        this.fresh = fresh;
        this.max = max;
    }

    /// What the client listened to when it was here last and may still listen to.
    Map<String, Qos> resume() {
        session.resumed()
                .forEach(
                        (filter, qos) -> {
                            if (filters.size() < max && judge(filter)) {
                                filters.put(filter, qos);
                            }
                        });
        return filters.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                one -> one.getValue() == 0 ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE));
    }

    /// @return for each whether it is granted; what is granted is kept when this returns
    List<Boolean> subscribe(List<Subscription> wanted) {
        var granted = new ArrayList<Boolean>(wanted.size());
        boolean changed = false;
        for (var one : wanted) {
            boolean room = filters.size() < max || filters.containsKey(one.filter());
            boolean yes = room && judge(one.filter());
            if (yes) {
                Integer before = filters.put(one.filter(), Math.min(one.qos().level(), 1));
                changed |= before == null || before != Math.min(one.qos().level(), 1);
            }
            granted.add(yes);
        }
        if (changed) {
            keep();
        }
        return granted;
    }

    void unsubscribe(List<String> unwanted) {
        if (filters.keySet().removeAll(Set.copyOf(unwanted))) {
            listen();
            keep();
        }
    }

    /// Has the hub send what is listened to, and nothing else.
    void listen() {
        var wanted = new HashMap<DeviceSession, Set<Feature>>(2);
        for (var filter : filters.keySet()) {
            HubFilter.parse(filter, session.client())
                    .ifPresent(
                            one ->
                                    speaker(one.client())
                                            .ifPresent(
                                                    speaker ->
                                                            wanted.computeIfAbsent(
                                                                            speaker, _ -> none())
                                                                    .addAll(one.features())));
        }
        for (var before : listening) {
            if (!wanted.containsKey(before)) {
                before.listen(Set.of());
            }
        }
        listening.clear();
        wanted.forEach(
                (speaker, features) -> {
                    listening.add(speaker);
                    speaker.listen(features);
                    if (features.contains(Feature.COMMANDS)) {
                        window.open(speaker);
                    }
                });
    }

    private static Set<Feature> none() {
        return EnumSet.noneOf(Feature.class);
    }

    private void keep() {
        if (!fresh) {
            session.remember(Map.copyOf(filters));
        }
    }

    private boolean judge(String filter) {
        var wanted = HubFilter.parse(filter, session.client());
        var speaker = wanted.flatMap(one -> speaker(one.client()));
        if (wanted.isEmpty() || speaker.isEmpty()) {
            return false;
        }
        var features = wanted.get().features();
        boolean child = speaker.get() != session;
        // Who may be told of a child's twin may hear the answers about it, too.
        return (features.isEmpty() && child ? Set.of(Feature.DESIRED) : features)
                .stream().allMatch(one -> speaker.get().mayListen(one) instanceof Outcome.Done);
    }

    private Optional<DeviceSession> speaker(HubClient client) {
        if (client.equals(session.client())) {
            return Optional.of(session);
        }
        return switch (session.child(client.deviceId())) {
            case ChildAnswer.Child(var child) -> Optional.of(child);
            case ChildAnswer.Refused _ -> Optional.empty();
        };
    }
}

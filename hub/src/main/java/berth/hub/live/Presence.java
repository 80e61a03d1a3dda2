package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.id.DeviceId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Who is connected to this node, directly or through a gateway.
final class Presence {
    private static final int GATES = 64;

    private final ConcurrentHashMap<HubClient, DeviceSession> direct = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<HubClient, DeviceSession> children = new ConcurrentHashMap<>();

    /// Modules by their device: few devices have any.
    private final ConcurrentHashMap<DeviceId, Set<HubClient>> modules = new ConcurrentHashMap<>();

    private final Lock[] gates = new Lock[GATES];

    Presence() {
        for (int i = 0; i < GATES; i++) {
            gates[i] = new ReentrantLock();
        }
    }

    /// Held while a client comes in, so that two connections of one client do so one by one.
    Lock gate(HubClient client) {
        return gates[Math.floorMod(client.hashCode(), GATES)];
    }

    /// Lets a connection in unless a later one is there.
    ///
    /// @return the one that was there before, which is to be ended; `session` itself if a later one
    ///   is there; null if nobody was
    @Nullable DeviceSession arrive(DeviceSession session) {
        var client = session.client();
        var before = direct.get(client);
        if (before != null && before.connection() > session.connection()) {
            return session;
        }
        direct.put(client, session);
        if (client.isModule()) {
            modules.computeIfAbsent(client.deviceId(), _ -> ConcurrentHashMap.newKeySet())
                    .add(client);
        }
        return before;
    }

    /// A child that comes through a gateway; the gateway that spoke for it before does so no more.
    void arriveChild(DeviceSession session) {
        var before = children.put(session.client(), session);
        if (before != null) {
            before.finish();
        }
    }

    void leave(DeviceSession session) {
        var client = session.client();
        if (session.isChild()) {
            children.remove(client, session);
            return;
        }
        direct.computeIfPresent(client, (_, there) -> there == session ? null : there);
        if (client.isModule() && !direct.containsKey(client)) {
            modules.computeIfPresent(
                    client.deviceId(),
                    (_, all) -> {
                        all.remove(client);
                        return all.isEmpty() ? null : all;
                    });
        }
    }

    boolean direct(HubClient client) {
        return direct.containsKey(client);
    }

    /// Where a client is reached: on its own connection if it has one.
    Optional<DeviceSession> find(HubClient client) {
        var own = direct.get(client);
        return Optional.ofNullable(own != null ? own : children.get(client));
    }

    /// All sessions of a device: its own, its modules', and the one that a gateway has for it.
    List<DeviceSession> of(DeviceId deviceId) {
        var device = HubClient.device(deviceId);
        var sessions = new ArrayList<DeviceSession>(1);
        add(direct.get(device), sessions);
        add(children.get(device), sessions);
        for (var module : modules.getOrDefault(deviceId, Set.of())) {
            add(direct.get(module), sessions);
        }
        return sessions;
    }

    Stream<DeviceSession> all() {
        return Stream.concat(direct.values().stream(), children.values().stream());
    }

    private static void add(@Nullable DeviceSession session, List<DeviceSession> sessions) {
        if (session != null) {
            sessions.add(session);
        }
    }
}

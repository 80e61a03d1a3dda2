package berth.hub.mqtt;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.LockedCommand;
import berth.core.id.HubHostName;
import berth.hub.live.DeviceSession;
import berth.net.mqtt.MqttOutlet;
import berth.net.mqtt.MqttOutlet.Fate;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.Qos;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Cloud-to-device messages on one connection: so many at one time, and a PUBACK completes. What
/// the connection's client and its children may be sent shares the window; what is over waits here,
/// which is at most the room that was given to all of them.
///
/// For any number of threads; does not block. Source: iot-hub-protocol, section 2.5.
final class CommandWindow {
    private static final Logger LOG = LoggerFactory.getLogger(CommandWindow.class);

    private record Parcel(DeviceSession session, LockedCommand locked) {}

    private final HubHostName hub;
    private final OutTopics topics;
    private final MqttOutlet outlet;
    private final Repeats repeats;
    private final int windowMax;
    private final Executor workers;

    private final Map<HubClient, DeviceSession> sessions = new ConcurrentHashMap<>(2);
    private final Queue<Parcel> waiting = new ArrayDeque<>(1);
    private int onTheWay;

    /// @param workers settles messages, which blocks
    CommandWindow(
            HubHostName hub,
            OutTopics topics,
            MqttOutlet outlet,
            Repeats repeats,
            int windowMax,
            Executor workers) {
        this.hub = hub;
        this.topics = topics;
        this.outlet = outlet;
        this.repeats = repeats;
        this.windowMax = windowMax;
        this.workers = workers;
    }

    /// The messages of this session may come, once it listens.
    void open(DeviceSession session) {
        if (sessions.put(session.client(), session) != session) {
            session.setRoom(session.client().equals(topics.own()) ? windowMax : 1);
        }
    }

    void offer(LockedCommand locked) {
        var session = sessions.get(locked.command().client());
        if (session == null) {
            // Nobody gave it room: its lock grows old, and it comes again.
            LOG.warn("a message for {} came unasked", locked.command().client());
            return;
        }
        synchronized (this) {
            waiting.add(new Parcel(session, locked));
        }
        pump();
    }

    private void pump() {
        for (var next = next(); next != null; next = next()) {
            send(next);
        }
    }

    private synchronized @Nullable Parcel next() {
        if (onTheWay >= windowMax || waiting.isEmpty()) {
            return null;
        }
        onTheWay++;
        return waiting.remove();
    }

    private void send(Parcel parcel) {
        var command = parcel.locked().command();
        var topic = topics.command(command);
        if (!Push.isTopic(topic)) {
            LOG.warn(
                    "message {} for {} has more properties than a topic can hold",
                    command.sequence(),
                    command.client());
            settle(parcel, Settlement.REJECT);
            return;
        }
        boolean repeated = repeats.sending(hub, command.client(), command.sequence());
        outlet.push(
                new Push(
                        topic,
                        command.message().body(),
                        Qos.AT_LEAST_ONCE,
                        repeated,
                        fate -> told(parcel, repeated, fate)));
    }

    private void told(Parcel parcel, boolean repeated, Fate fate) {
        var command = parcel.locked().command();
        boolean arrived = fate == Fate.ACKNOWLEDGED || fate == Fate.SENT;
        boolean neverSent = fate == Fate.UNHEARD || fate == Fate.FULL;
        if (arrived || (neverSent && !repeated)) {
            repeats.settled(hub, command.client(), command.sequence());
        }
        if (arrived) {
            settle(parcel, Settlement.COMPLETE);
        } else if (neverSent) {
            settle(parcel, Settlement.RETURN);
        }
        // What is lost is given back with the session.
    }

    private void settle(Parcel parcel, Settlement settlement) {
        workers.execute(
                () -> {
                    try {
                        boolean known = parcel.session().settle(parcel.locked().lock(), settlement);
                        if (!known) {
                            LOG.info(
                                    "message {} for {} was settled too late",
                                    parcel.locked().command().sequence(),
                                    parcel.session().client());
                        }
                    } catch (StoreUnavailable e) {
                        LOG.warn(
                                "message {} for {} comes again: {}",
                                parcel.locked().command().sequence(),
                                parcel.session().client(),
                                e.getMessage());
                    }
                    synchronized (this) {
                        onTheWay--;
                    }
                    parcel.session().giveRoom(1);
                    pump();
                });
    }
}

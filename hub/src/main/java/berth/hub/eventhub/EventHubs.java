package berth.hub.eventhub;

import berth.core.hub.message.TelemetryLog;
import berth.core.id.HubHostName;
import berth.net.amqp.AmqpConnection;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The telemetry of all hubs of a house, for consumers. Any thread.
public final class EventHubs {
    private final TelemetryLog log;
    private final int partitions;
    private final Seats seats = new Seats();
    private final Map<HubHostName, Set<PartitionReader>> waiting = new ConcurrentHashMap<>();

    /// @param partitions of each hub, as many as telemetry is spread over
    public EventHubs(TelemetryLog log, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("a hub has a partition at least");
        }
        this.log = log;
        this.partitions = partitions;
    }

    /// A hub as one connection sees it.
    ///
    /// @param access what the connection may do there
    public EventHubNode on(AmqpConnection connection, HubHostName hub, ConsumerAccess access) {
        return new EventHubNode(this, connection, hub, access);
    }

    /// Telemetry was appended: who waits for it looks at once instead of with the next poll.
    public void appended(HubHostName hub) {
        var readers = waiting.get(hub);
        if (readers != null) {
            readers.forEach(PartitionReader::wake);
        }
    }

    /// As [#appended(HubHostName)], where nobody says to which hub.
    public void appended() {
        waiting.keySet().forEach(this::appended);
    }

    TelemetryLog log() {
        return log;
    }

    int partitions() {
        return partitions;
    }

    Seats seats() {
        return seats;
    }

    void waits(HubHostName hub, PartitionReader reader) {
        waiting.computeIfAbsent(hub, _ -> ConcurrentHashMap.newKeySet()).add(reader);
    }

    void waitsNoMore(HubHostName hub, PartitionReader reader) {
        var readers = waiting.get(hub);
        if (readers != null) {
            readers.remove(reader);
        }
    }
}

package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Which cloud-to-device messages were sent and not acknowledged, so that the next connection of a
/// client is told that it may have had them. A message that is forgotten here (another node, a
/// restart, too many) is sent as if it were new: the queue decides what is sent, not this.
///
/// For any number of threads.
final class Repeats {
    private record Place(HubHostName hub, HubClient client) {}

    private final int messagesMax;
    private final Map<Place, Set<Long>> unacknowledged;

    /// @param clientsMax the one that was sent to longest ago is forgotten first
    /// @param messagesMax of one client
    Repeats(int clientsMax, int messagesMax) {
        this.messagesMax = messagesMax;
        this.unacknowledged =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Place, Set<Long>> eldest) {
                        return size() > clientsMax;
                    }
                };
    }

    /// A message is about to be sent.
    ///
    /// @return whether it was sent before
    synchronized boolean sending(HubHostName hub, HubClient client, long sequence) {
        var there =
                unacknowledged.computeIfAbsent(new Place(hub, client), _ -> new LinkedHashSet<>(2));
        boolean before = !there.add(sequence);
        if (there.size() > messagesMax) {
            there.remove(there.iterator().next());
        }
        return before;
    }

    /// It was acknowledged, or not sent after all.
    synchronized void settled(HubHostName hub, HubClient client, long sequence) {
        var place = new Place(hub, client);
        var there = unacknowledged.get(place);
        if (there != null && there.remove(sequence) && there.isEmpty()) {
            unacknowledged.remove(place);
        }
    }
}

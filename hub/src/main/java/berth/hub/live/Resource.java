package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;
import berth.wire.uri.PercentEncoding;

import java.util.List;

/// What a device's own token is for. Source: iot-hub-protocol, section 1.1, steps 5 to 7.
final class Resource {
    private Resource() {}

    /// Whether `resource`, decoded once, is exactly the client at the hub. One client encodes IDs
    /// twice.
    static boolean is(String resource, HubHostName hub, HubClient client) {
        int scheme = resource.indexOf("://");
        var text = scheme < 0 ? resource : resource.substring(scheme + 3);
        if (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        var found = List.of(text.split("/", -1));
        var wanted = List.of((hub.value() + client.path()).split("/", -1));
        if (found.size() != wanted.size() || !found.getFirst().equalsIgnoreCase(hub.value())) {
            return false;
        }
        for (int i = 1; i < wanted.size(); i++) {
            boolean word = i % 2 == 1;
            if (word
                    ? !found.get(i).equalsIgnoreCase(wanted.get(i))
                    : !sameId(found.get(i), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameId(String found, String wanted) {
        return found.equals(wanted)
                || PercentEncoding.decodeLeniently(found).filter(wanted::equals).isPresent();
    }
}

package berth.connector.guard;

import java.util.LinkedHashMap;
import java.util.Map;

/// The lanes of all hosts. Hosts nobody is calling are forgotten, longest unused first, once there
/// are more than [#HOSTS_MAX].
final class Lanes {
    static final int HOSTS_MAX = 1_024;

    private final int callsPerHostMax;
    private final Map<String, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);

    Lanes(int callsPerHostMax) {
        this.callsPerHostMax = callsPerHostMax;
    }

    /// To be given back by [#close].
    synchronized Lane open(String host) {
        var lane = lanes.computeIfAbsent(host, name -> new Lane(name, callsPerHostMax));
        lane.visitors++;
        return lane;
    }

    synchronized void close(Lane lane) {
        lane.visitors--;
        var oldest = lanes.values().iterator();
        while (lanes.size() > HOSTS_MAX && oldest.hasNext()) {
            if (oldest.next().visitors == 0) {
                oldest.remove();
            }
        }
    }
}

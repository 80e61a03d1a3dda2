package berth.hub.live;

import java.util.Set;

/// What a session wants to be sent. Small, because there is one for every idle device.
final class Listening {
    private volatile int bits;

    boolean to(Feature feature) {
        return (bits & bit(feature)) != 0;
    }

    void set(Set<Feature> features) {
        int next = 0;
        for (var feature : features) {
            next |= bit(feature);
        }
        bits = next;
    }

    private static int bit(Feature feature) {
        return switch (feature) {
            case COMMANDS -> 1;
            case METHODS -> 2;
            case DESIRED -> 4;
        };
    }
}

package berth.connector.hub;

import berth.core.hub.HubLink;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.wire.sas.SasText;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The token of a link: one for all calls, good for an hour, renewed before four fifths of it are
/// over. Source: iot-hub-protocol, section 8.1.
final class PolicyToken {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration RENEWAL = Duration.ofMinutes(45);

    private record Minted(String text, Instant at) {}

    private final HostName hub;
    private final HubLink.Azure link;
    private final InstantSource clock;
    private volatile @Nullable Minted minted;

    PolicyToken(HubHostName hub, HubLink.Azure link, InstantSource clock) {
        this.hub = new HostName(hub.value());
        this.link = link;
        this.clock = clock;
    }

    /// Two threads may both mint one: they are equally good.
    String text() {
        var now = clock.instant();
        var current = minted;
        // A token from the future was minted before the clock was set back.
        boolean good =
                current != null
                        && !now.isBefore(current.at())
                        && now.isBefore(current.at().plus(RENEWAL));
        if (current == null || !good) {
            current =
                    new Minted(
                            SasText.forPolicy(hub, link.policyName(), link.key(), now.plus(LIFE)),
                            now);
            minted = current;
        }
        return current.text();
    }

    /// The hub refused it: maybe our clock was wrong when it was minted.
    void forget() {
        minted = null;
    }
}

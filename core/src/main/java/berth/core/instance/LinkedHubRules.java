package berth.core.instance;

import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.hub.LinkedHubDraft;
import berth.core.hub.LinkedHubDraft.Connection;
import berth.core.hub.LinkedHubDraft.Kind;
import berth.core.hub.LinkedHubDraft.Pin;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/// Judges what an operator says of a linked hub.
///
/// Source: dps-service-api, section 6.2.
final class LinkedHubRules {
    static final int LOCATION_LENGTH_MAX = 64;

    private static final String EMBEDDED_CONNECTION = "an embedded hub has no connectionString";
    private static final long PIN_MILLIS_MAX = LinkedHub.PINNED_LATENCY_MAX.toMillis();

    sealed interface Judged {
        record Good(LinkedHub hub) implements Judged {}

        /// `why` names the member and never repeats a value.
        record Bad(String why) implements Judged {}
    }

    private LinkedHubRules() {}

    /// A whole description: what it does not say gets its default.
    ///
    /// @param known the hub as it is linked now, for a key that was sent masked
    static Judged whole(
            HubHostName host,
            @Nullable LinkedHub known,
            LinkedHubDraft draft,
            boolean embeddedHere) {
        var connection = draft.connection();
        if (connection == null) {
            return draft.kind() == Kind.EMBEDDED
                    ? embedded(host, draft, embeddedHere)
                    : new Judged.Bad(
                            "an azure hub needs a connectionString, an embedded one the kind"
                                    + " embedded");
        }
        if (draft.kind() == Kind.EMBEDDED) {
            return new Judged.Bad(EMBEDDED_CONNECTION);
        }
        var link = link(host, known, connection);
        return link == null
                ? badConnection(host, connection)
                : merged(new LinkedHub(host, link, "azure", 1, true), draft);
    }

    private static Judged embedded(HubHostName host, LinkedHubDraft draft, boolean embeddedHere) {
        return embeddedHere
                ? merged(LinkedHub.embedded(host), draft)
                : new Judged.Bad("this service holds no embedded hub of that name");
    }

    /// A part of a description: what it does not say stays.
    static Judged part(LinkedHub known, LinkedHubDraft draft) {
        var connection = draft.connection();
        if (connection == null) {
            boolean other = draft.kind() != null && draft.kind() != kind(known);
            return other
                    ? new Judged.Bad("kind cannot be changed: PUT the whole hub")
                    : merged(known, draft);
        }
        if (!(known.link() instanceof HubLink.Azure)) {
            return new Judged.Bad(EMBEDDED_CONNECTION);
        }
        var link = link(known.hostName(), known, connection);
        return link == null
                ? badConnection(known.hostName(), connection)
                : merged(
                        new LinkedHub(
                                known.hostName(),
                                link,
                                known.location(),
                                known.allocationWeight(),
                                known.applyAllocationPolicy(),
                                known.draining(),
                                known.pinnedLatency()),
                        draft);
    }

    private static Kind kind(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Embedded _ -> Kind.EMBEDDED;
            case HubLink.Azure _ -> Kind.AZURE;
        };
    }

    /// Null when the connection string is another hub's, or masks a key that is not known.
    private static HubLink.@Nullable Azure link(
            HubHostName host, @Nullable LinkedHub known, Connection connection) {
        if (!connection.hostName().equals(host)) {
            return null;
        }
        if (connection.key() != null) {
            return new HubLink.Azure(connection.policyName(), connection.key());
        }
        return known != null
                        && known.link() instanceof HubLink.Azure stored
                        && stored.policyName().equals(connection.policyName())
                ? stored
                : null;
    }

    private static Judged badConnection(HubHostName host, Connection connection) {
        return new Judged.Bad(
                connection.hostName().equals(host)
                        ? "connectionString masks the key, and no key of that policy is stored"
                        : "connectionString is another hub's");
    }

    private static Judged merged(LinkedHub base, LinkedHubDraft draft) {
        var location = Objects.requireNonNullElse(draft.location(), base.location());
        if (location.isEmpty() || location.length() > LOCATION_LENGTH_MAX) {
            return new Judged.Bad("location has 1 to %d characters".formatted(LOCATION_LENGTH_MAX));
        }
        long weight =
                draft.allocationWeight() == null
                        ? base.allocationWeight()
                        : draft.allocationWeight();
        if (weight < 1 || weight > LinkedHub.WEIGHT_MAX) {
            return new Judged.Bad("allocationWeight is 1 to " + LinkedHub.WEIGHT_MAX);
        }
        if (draft.pin() instanceof Pin.At(long millis) && (millis < 0 || millis > PIN_MILLIS_MAX)) {
            return new Judged.Bad("pinnedLatencyMillis is 0 to " + PIN_MILLIS_MAX);
        }
        return new Judged.Good(
                new LinkedHub(
                        base.hostName(),
                        base.link(),
                        location,
                        Math.toIntExact(weight),
                        Objects.requireNonNullElse(
                                draft.applyAllocationPolicy(), base.applyAllocationPolicy()),
                        Objects.requireNonNullElse(draft.draining(), base.draining()),
                        switch (draft.pin()) {
                            case Pin.Unsaid() -> base.pinnedLatency();
                            case Pin.None() -> null;
                            case Pin.At(long millis) -> Duration.ofMillis(millis);
                        }));
    }
}

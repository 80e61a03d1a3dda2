package berth.core.work;

import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Something to be done to one identity in one hub, as a work item carries it.
///
/// @param marker in whose name; an identity with a newer one is left alone
/// @param round of an absence watch, from 0; 0 for everything else
public record HubErrand(
        HubHostName hub, DeviceId deviceId, HubMarker marker, Deed deed, int round) {
    /// When a removed identity is looked for again, after its removal. Source: reliability, section
    /// 4.1.
    public static final List<Duration> WATCH_ROUNDS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15));

    /// What is to be done.
    public enum Deed {
        /// Remove it if this very marker created it.
        REMOVE_CREATED,
        /// Remove it unless its marker is newer.
        REMOVE,
        /// Disable it.
        DISABLE
    }

    public static HubErrand remove(
            HubHostName hub, DeviceId deviceId, HubMarker marker, boolean onlyIfCreated) {
        return new HubErrand(
                hub, deviceId, marker, onlyIfCreated ? Deed.REMOVE_CREATED : Deed.REMOVE, 0);
    }

    public static HubErrand disable(HubHostName hub, DeviceId deviceId, HubMarker marker) {
        return new HubErrand(hub, deviceId, marker, Deed.DISABLE, 0);
    }

    /// To be done as soon as somebody has time for it.
    public WorkItem item(IdScope scope, Instant now) {
        var kind = deed == Deed.DISABLE ? WorkItem.Kind.HUB_DISABLE : WorkItem.Kind.HUB_CLEANUP;
        return new WorkItem(scope, kind, key(), detail(), now);
    }

    /// The next look after a removal, if there is to be another.
    public Optional<WorkItem> nextWatch(IdScope scope, WorkItem.Kind after, Instant now) {
        int next = after == WorkItem.Kind.ABSENCE_WATCH ? round + 1 : 0;
        if (next >= WATCH_ROUNDS.size()) {
            return Optional.empty();
        }
        var before = next == 0 ? Duration.ZERO : WATCH_ROUNDS.get(next - 1);
        var watch = new HubErrand(hub, deviceId, marker, deed, next);
        return Optional.of(
                new WorkItem(
                        scope,
                        WorkItem.Kind.ABSENCE_WATCH,
                        watch.key() + "/" + next,
                        watch.detail(),
                        now.plus(WATCH_ROUNDS.get(next)).minus(before)));
    }

    private String key() {
        return hub + "/" + deviceId + "/" + marker.generation();
    }

    private JsonObject detail() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("hub", new JsonString(hub.value()));
        members.put("deviceId", new JsonString(deviceId.value()));
        members.put("marker", new JsonString(marker.text()));
        members.put("deed", new JsonString(deed.name()));
        members.put("round", JsonNumber.of(round));
        return new JsonObject(members);
    }

    /// What a work item wants done; empty if it cannot be understood.
    public static Optional<HubErrand> of(JsonObject detail) {
        var marker = text(detail, "marker").flatMap(HubMarker::parse);
        var hub = text(detail, "hub");
        var deviceId = text(detail, "deviceId");
        if (marker.isEmpty() || hub.isEmpty() || deviceId.isEmpty()) {
            return Optional.empty();
        }
        // Items of the first release say nothing of the deed; they were removals.
        var deed = text(detail, "deed").map(Deed::valueOf).orElse(Deed.REMOVE);
        return Optional.of(
                new HubErrand(
                        new HubHostName(hub.get()),
                        new DeviceId(deviceId.get()),
                        marker.get(),
                        deed,
                        round(detail)));
    }

    private static int round(JsonObject detail) {
        return detail.member("round")
                .filter(JsonNumber.class::isInstance)
                .map(value -> ((JsonNumber) value).value().intValue())
                .orElse(0);
    }

    private static Optional<String> text(JsonObject detail, String name) {
        return detail.member(name)
                .flatMap(
                        value ->
                                value instanceof JsonString(String text)
                                        ? Optional.of(text)
                                        : Optional.empty());
    }
}

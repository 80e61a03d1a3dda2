package berth.hub.twin;

import berth.core.hub.DeviceTwin;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinPatch;
import berth.core.hub.TwinSection;
import berth.core.json.JsonObject;
import berth.hub.twin.TwinOutcome.Broken;
import berth.hub.twin.TwinOutcome.Changed;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that can happen to a device twin.
///
/// The twin's `version` counts accepted requests of any kind, a section's `$version` those that
/// touch the section, the etag those that touch tags or desired properties. `$metadata` and
/// `$version` at the top of what a caller sends are our own words coming back, and ignored.
///
/// Source: iot-hub-protocol, section 5.3.
public final class Twins {
    private Twins() {}

    /// The twin of a device that was created without one.
    public static DeviceTwin fresh(Instant now) {
        var section = new TwinSection(JsonObject.EMPTY, TwinMetadata.mark(now), 1);
        return new DeviceTwin(JsonObject.EMPTY, section, section, TwinEtag.FIRST, 2);
    }

    /// The twin of a device that is created with one: fresh, then written.
    public static TwinOutcome created(InitialTwin initial, Instant now) {
        return patch(fresh(now), mentioned(initial), now);
    }

    /// Merges into tags and desired properties what the patch mentions. A patch that mentions
    /// nothing changes nothing.
    public static TwinOutcome patch(DeviceTwin twin, TwinPatch patch, Instant now) {
        if (patch.isNothing()) {
            return new Changed(twin);
        }
        var tags = clean(patch.tags());
        var desired = clean(patch.desired());
        return checked(
                tags,
                desired,
                written(
                        twin,
                        tags == null ? twin.tags() : MergePatch.apply(twin.tags(), tags),
                        desired == null ? twin.desired() : merged(twin.desired(), desired, now),
                        twin.reported()));
    }

    /// Overwrites tags and desired properties; what the request does not mention is emptied.
    /// Reported properties stay.
    public static TwinOutcome replace(DeviceTwin twin, TwinPatch whole, Instant now) {
        return replace(twin, whole, twin.reported(), now);
    }

    /// Begins anew with `initial`: tags and desired properties overwritten, reported ones emptied.
    /// The counters go on.
    public static TwinOutcome reset(DeviceTwin twin, InitialTwin initial, Instant now) {
        var reported =
                new TwinSection(
                        JsonObject.EMPTY, TwinMetadata.mark(now), twin.reported().version() + 1);
        return replace(twin, mentioned(initial), reported, now);
    }

    /// Merges what the device reports. The etag stays: it is not the device's.
    public static TwinOutcome report(DeviceTwin twin, JsonObject patch, Instant now) {
        var reported = withoutReserved(patch);
        var section = twin.reported();
        var next =
                new TwinSection(
                        MergePatch.apply(section.data(), reported),
                        TwinMetadata.merge(section.metadata(), reported, TwinMetadata.mark(now)),
                        section.version() + 1);
        var broken =
                TwinLimits.ofPatch("properties.reported", reported)
                        .or(
                                () ->
                                        TwinLimits.ofSection(
                                                "properties.reported",
                                                next.data(),
                                                TwinLimits.PROPERTIES_BYTES_MAX));
        return broken.isPresent()
                ? new Broken(broken.get())
                : new Changed(
                        new DeviceTwin(
                                twin.tags(),
                                twin.desired(),
                                next,
                                twin.etag(),
                                twin.version() + 1));
    }

    /// Writes our own tags, past the limits that bind callers.
    public static DeviceTwin withTags(DeviceTwin twin, JsonObject tags) {
        return tags.equals(twin.tags())
                ? twin
                : written(twin, tags, twin.desired(), twin.reported());
    }

    private static TwinOutcome replace(
            DeviceTwin twin, TwinPatch whole, TwinSection reported, Instant now) {
        var tags = orEmpty(clean(whole.tags()));
        var desired = orEmpty(clean(whole.desired()));
        var emptied = new TwinSection(JsonObject.EMPTY, JsonObject.EMPTY, twin.desired().version());
        return checked(
                tags,
                desired,
                written(
                        twin,
                        MergePatch.apply(JsonObject.EMPTY, tags),
                        merged(emptied, desired, now),
                        reported));
    }

    private static TwinSection merged(TwinSection desired, JsonObject patch, Instant now) {
        long version = desired.version() + 1;
        return new TwinSection(
                MergePatch.apply(desired.data(), patch),
                TwinMetadata.merge(desired.metadata(), patch, TwinMetadata.mark(now, version)),
                version);
    }

    private static DeviceTwin written(
            DeviceTwin twin, JsonObject tags, TwinSection desired, TwinSection reported) {
        return new DeviceTwin(
                tags, desired, reported, TwinEtag.next(twin.etag()), twin.version() + 1);
    }

    private static TwinOutcome checked(
            @Nullable JsonObject tags, @Nullable JsonObject desired, DeviceTwin next) {
        Stream<Optional<String>> rules =
                Stream.of(
                        TwinLimits.ofPatch("tags", orEmpty(tags)),
                        TwinLimits.ofPatch("properties.desired", orEmpty(desired)),
                        TwinLimits.ofSection("tags", next.tags(), TwinLimits.TAGS_BYTES_MAX),
                        TwinLimits.ofSection(
                                "properties.desired",
                                next.desired().data(),
                                TwinLimits.PROPERTIES_BYTES_MAX));
        return rules.flatMap(Optional::stream)
                .findFirst()
                .<TwinOutcome>map(Broken::new)
                .orElseGet(() -> new Changed(next));
    }

    private static TwinPatch mentioned(InitialTwin initial) {
        return new TwinPatch(
                initial.tags().isEmpty() ? null : initial.tags(),
                initial.desired().isEmpty() ? null : initial.desired());
    }

    private static @Nullable JsonObject clean(@Nullable JsonObject section) {
        return section == null ? null : withoutReserved(section);
    }

    private static JsonObject orEmpty(@Nullable JsonObject section) {
        return section == null ? JsonObject.EMPTY : section;
    }

    private static JsonObject withoutReserved(JsonObject section) {
        var members = new LinkedHashMap<>(section.members());
        members.remove("$metadata");
        members.remove("$version");
        return new JsonObject(members);
    }
}

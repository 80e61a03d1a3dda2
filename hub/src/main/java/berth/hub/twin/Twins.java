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
        var section = section(JsonObject.EMPTY, now);
        return new DeviceTwin(JsonObject.EMPTY, section, section, TwinEtag.FIRST, 2);
    }

    /// The twin of a device that is created with one: fresh, then written.
    public static TwinOutcome created(InitialTwin initial, Instant now) {
        return created(initial, null, now);
    }

    /// The same for a device that comes from another hub.
    ///
    /// @param reported what it reported there, or null if it comes without
    public static TwinOutcome created(
            InitialTwin initial, @Nullable JsonObject reported, Instant now) {
        var fresh = fresh(now);
        return checkedReport(
                reported, patch(withReported(fresh, reported, now), mentioned(initial), now));
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

    /// Begins anew with `initial`: tags and desired properties overwritten, their counters going
    /// on; reported ones emptied, and counted from one again. Source: dps-service-api, section 9.1.
    public static TwinOutcome reset(DeviceTwin twin, InitialTwin initial, Instant now) {
        return replace(twin, mentioned(initial), section(JsonObject.EMPTY, now), now);
    }

    /// Goes on with another hub's twin: tags and desired properties overwritten, their counters
    /// going on; reported ones as if the device had reported them here at once, which makes their
    /// version 2. Source: dps-service-api, section 9.1.
    ///
    /// @param reported null leaves them as they are
    public static TwinOutcome migrated(
            DeviceTwin twin, InitialTwin moved, @Nullable JsonObject reported, Instant now) {
        return checkedReport(
                reported,
                replace(twin, mentioned(moved), withReported(twin, reported, now).reported(), now));
    }

    private static DeviceTwin withReported(
            DeviceTwin twin, @Nullable JsonObject reported, Instant now) {
        return reported == null
                ? twin
                : new DeviceTwin(
                        twin.tags(),
                        twin.desired(),
                        section(withoutReserved(reported), now),
                        twin.etag(),
                        twin.version());
    }

    /// A section that begins, and is written to at once unless there is nothing to write.
    private static TwinSection section(JsonObject data, Instant now) {
        var mark = TwinMetadata.mark(now);
        return data.isEmpty()
                ? new TwinSection(JsonObject.EMPTY, mark, 1)
                : new TwinSection(
                        MergePatch.apply(JsonObject.EMPTY, data),
                        TwinMetadata.merge(mark, data, mark),
                        2);
    }

    private static TwinOutcome checkedReport(@Nullable JsonObject reported, TwinOutcome outcome) {
        return reported != null && outcome instanceof Changed(var next)
                ? brokenReport(withoutReserved(reported), next.reported())
                        .<TwinOutcome>map(Broken::new)
                        .orElse(outcome)
                : outcome;
    }

    private static Optional<String> brokenReport(JsonObject sent, TwinSection next) {
        return TwinLimits.ofPatch("properties.reported", sent)
                .or(
                        () ->
                                TwinLimits.ofSection(
                                        "properties.reported",
                                        next.data(),
                                        TwinLimits.PROPERTIES_BYTES_MAX));
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
        var broken = brokenReport(reported, next);
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

    /// Writes our own desired properties, past the limits that bind callers.
    ///
    /// @param counted whether the section's version counts the change they come with already
    public static DeviceTwin withDesired(
            DeviceTwin twin, JsonObject patch, boolean counted, Instant now) {
        var before = twin.desired();
        long version = counted ? before.version() : before.version() + 1;
        var mark = TwinMetadata.mark(now, version);
        var changed =
                new TwinSection(
                        MergePatch.apply(before.data(), patch),
                        TwinMetadata.merge(before.metadata(), patch, mark),
                        version);
        return new DeviceTwin(twin.tags(), changed, twin.reported(), twin.etag(), twin.version());
    }

    /// The twin after a change of ours that came with nobody else's.
    public static DeviceTwin counted(DeviceTwin twin) {
        return written(twin, twin.tags(), twin.desired(), twin.reported());
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

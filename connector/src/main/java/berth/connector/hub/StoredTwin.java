package berth.connector.hub;

import berth.core.hub.DeviceTwin;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinSection;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.util.LinkedHashMap;
import java.util.Optional;

/// A twin as a hub sent it. Source: iot-hub-protocol, section 5.3.
record StoredTwin(DeviceTwin twin) {
    static StoredTwin read(JsonObject json) throws BadDocument {
        var properties = JsonFields.optionalObject(json, "properties").orElse(JsonObject.EMPTY);
        return new StoredTwin(
                new DeviceTwin(
                        JsonFields.optionalObject(json, "tags").orElse(JsonObject.EMPTY),
                        section(properties, "desired"),
                        section(properties, "reported"),
                        etag(json),
                        JsonFields.optionalLong(json, "version").orElse(1L)));
    }

    private static TwinSection section(JsonObject properties, String name) throws BadDocument {
        var section = JsonFields.optionalObject(properties, name).orElse(JsonObject.EMPTY);
        var data = new LinkedHashMap<>(section.members());
        data.remove("$metadata");
        data.remove("$version");
        return new TwinSection(
                new JsonObject(data),
                JsonFields.optionalObject(section, "$metadata").orElse(JsonObject.EMPTY),
                JsonFields.optionalLong(section, "$version").orElse(1L));
    }

    /// The member `etag` of an identity or a twin.
    static ETag etag(JsonObject json) throws BadDocument {
        try {
            return new ETag(JsonFields.requiredText(json, "etag"));
        } catch (IllegalArgumentException _) {
            throw new BadDocument("etag", "must have 1 to 256 characters");
        }
    }

    ETag etag() {
        return twin.etag();
    }

    Optional<HubMarker> marker() {
        return twin.tags()
                .member(HubMarker.TWIN_TAG)
                .flatMap(
                        value ->
                                value instanceof JsonString(var text)
                                        ? HubMarker.parse(text)
                                        : Optional.empty());
    }

    /// Whether tags and desired properties are those of `wanted`, our own tag apart.
    boolean fulfils(InitialTwin wanted) {
        return withoutMarker(twin.tags()).equals(withoutMarker(wanted.tags()))
                && twin.desired().data().equals(wanted.desired());
    }

    /// Whether nobody has written tags or desired properties, us apart.
    boolean isPristine() {
        return fulfils(InitialTwin.EMPTY);
    }

    private static JsonObject withoutMarker(JsonObject tags) {
        var members = new LinkedHashMap<>(tags.members());
        members.remove(HubMarker.TWIN_TAG);
        return new JsonObject(members);
    }
}

package berth.store.document;

import berth.core.hub.DeviceTwin;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinData;
import berth.core.hub.TwinSection;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

/// Twins: the one a device starts with and the one it has.
public final class TwinDocument {
    private TwinDocument() {}

    static JsonObject of(InitialTwin twin) {
        return new Members().put("tags", twin.tags()).put("desired", twin.desired()).object();
    }

    static InitialTwin initialTwin(JsonObject document) throws BadDocument {
        return new InitialTwin(
                JsonFields.requiredObject(document, "tags"),
                JsonFields.requiredObject(document, "desired"));
    }

    public static JsonObject of(TwinData twin) {
        return new Members()
                .put("tags", twin.tags())
                .put("desired", twin.desired())
                .put("reported", twin.reported())
                .object();
    }

    public static TwinData twinData(JsonObject document) throws BadDocument {
        return new TwinData(
                JsonFields.requiredObject(document, "tags"),
                JsonFields.requiredObject(document, "desired"),
                JsonFields.requiredObject(document, "reported"));
    }

    public static JsonObject of(DeviceTwin twin) {
        return new Members()
                .put("tags", twin.tags())
                .put("desired", section(twin.desired()))
                .put("reported", section(twin.reported()))
                .put("etag", twin.etag().value())
                .put("version", twin.version())
                .object();
    }

    public static DeviceTwin twin(JsonObject document) throws BadDocument {
        return new DeviceTwin(
                JsonFields.requiredObject(document, "tags"),
                section(JsonFields.requiredObject(document, "desired")),
                section(JsonFields.requiredObject(document, "reported")),
                new ETag(JsonFields.requiredText(document, "etag")),
                JsonFields.requiredLong(document, "version"));
    }

    private static JsonObject section(TwinSection section) {
        return new Members()
                .put("data", section.data())
                .put("metadata", section.metadata())
                .put("version", section.version())
                .object();
    }

    private static TwinSection section(JsonObject document) throws BadDocument {
        return new TwinSection(
                JsonFields.requiredObject(document, "data"),
                JsonFields.requiredObject(document, "metadata"),
                JsonFields.requiredLong(document, "version"));
    }
}

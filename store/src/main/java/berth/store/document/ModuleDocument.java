package berth.store.document;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.ModuleIdentity;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.Timestamps;

/// A module's identity, all but its authentication, which is sealed.
public final class ModuleDocument {
    private ModuleDocument() {}

    public static JsonObject of(ModuleIdentity identity) {
        return new Members()
                .put("generationId", identity.generationId())
                .put("etag", identity.etag().value())
                .put("managedBy", identity.managedBy())
                .put("createdAt", Timestamps.precise(identity.createdAt()))
                .object();
    }

    public static ModuleIdentity identity(
            HubClient client, JsonObject document, DeviceAuthentication authentication)
            throws BadDocument {
        return new ModuleIdentity(
                client,
                JsonFields.requiredText(document, "generationId"),
                new ETag(JsonFields.requiredText(document, "etag")),
                JsonFields.optionalText(document, "managedBy").orElse(null),
                authentication,
                Timestamps.parse(JsonFields.requiredText(document, "createdAt")));
    }
}

package berth.store.document;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.role.RoleName;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.Timestamps;

/// A device's identity, all but its authentication, which is sealed.
///
/// A member that did not exist when a document was written is absent.
public final class IdentityDocument {
    private IdentityDocument() {}

    public static JsonObject of(DeviceIdentity identity) {
        return new Members()
                .put("generationId", identity.generationId())
                .put("etag", identity.etag().value())
                .put("enabled", identity.enabled())
                .put("statusReason", identity.statusReason())
                .put("statusUpdatedAt", Timestamps.precise(identity.statusUpdatedAt()))
                .put("iotEdge", identity.iotEdge())
                .put("createdAt", Timestamps.precise(identity.createdAt()))
                .put("role", identity.role() == null ? null : identity.role().value())
                .put("deviceScope", identity.deviceScope())
                .object();
    }

    public static DeviceIdentity identity(
            DeviceId deviceId, JsonObject document, DeviceAuthentication authentication)
            throws BadDocument {
        return new DeviceIdentity(
                deviceId,
                JsonFields.requiredText(document, "generationId"),
                new ETag(JsonFields.requiredText(document, "etag")),
                JsonFields.requiredBool(document, "enabled"),
                JsonFields.optionalText(document, "statusReason").orElse(null),
                Timestamps.parse(JsonFields.requiredText(document, "statusUpdatedAt")),
                authentication,
                JsonFields.requiredBool(document, "iotEdge"),
                Timestamps.parse(JsonFields.requiredText(document, "createdAt")),
                JsonFields.optionalText(document, "role").map(RoleName::new).orElse(null),
                JsonFields.optionalText(document, "deviceScope").orElse(null));
    }
}

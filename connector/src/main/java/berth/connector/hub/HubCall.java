package berth.connector.hub;

import berth.core.id.DeviceId;
import berth.core.id.ETag;

/// One request to a hub's service API. Whatever changes something that is there names the version
/// it expects.
sealed interface HubCall {
    DeviceId deviceId();

    /// Create if absent.
    record Create(DeviceId deviceId, Document identity) implements HubCall {}

    /// Create if absent, with a twin: a bulk request of one entry, because only that carries both.
    record CreateWithTwin(DeviceId deviceId, Document entry) implements HubCall {}

    record ReadIdentity(DeviceId deviceId) implements HubCall {}

    record ReplaceIdentity(DeviceId deviceId, Document identity, ETag etag) implements HubCall {}

    record DeleteIdentity(DeviceId deviceId, ETag etag) implements HubCall {}

    record ReadTwin(DeviceId deviceId) implements HubCall {}

    record PatchTwin(DeviceId deviceId, Document patch, ETag etag) implements HubCall {}

    record ReplaceTwin(DeviceId deviceId, Document twin, ETag etag) implements HubCall {}

    /// Whether the call counts against the identity registry's limit, the scarcest one. Twins have
    /// a limit of their own that is an order of magnitude wider, so pacing the former paces both.
    default boolean ofRegistry() {
        return switch (this) {
            case Create _, CreateWithTwin _, ReadIdentity _, ReplaceIdentity _, DeleteIdentity _ ->
                    true;
            case ReadTwin _, PatchTwin _, ReplaceTwin _ -> false;
        };
    }

    /// For logs and errors.
    default String description() {
        var verb =
                switch (this) {
                    case Create _ -> "create";
                    case CreateWithTwin _ -> "create with twin";
                    case ReadIdentity _ -> "read";
                    case ReplaceIdentity _ -> "update";
                    case DeleteIdentity _ -> "delete";
                    case ReadTwin _ -> "read twin of";
                    case PatchTwin _ -> "patch twin of";
                    case ReplaceTwin _ -> "replace twin of";
                };
        return verb + " " + deviceId();
    }
}

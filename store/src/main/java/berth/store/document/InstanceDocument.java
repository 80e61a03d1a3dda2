package berth.store.document;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;

/// Instances, shared access policies and linked hubs; the keys of the latter two are documents of
/// their own, to be sealed.
///
/// A member that did not exist when a document was written counts as its default.
public final class InstanceDocument {
    private InstanceDocument() {}

    public static JsonObject of(ServiceInstance instance) {
        return new Members()
                .put("name", instance.name())
                .put("deviceHost", instance.deviceHost().value())
                .put("serviceHost", instance.serviceHost().value())
                .putConstant("allocationPolicy", instance.allocationPolicy())
                .put("avoidUnwellHubs", instance.avoidUnwellHubs())
                .object();
    }

    public static ServiceInstance instance(
            IdScope scope,
            JsonObject document,
            ETag etag,
            List<AccessPolicy<Right>> policies,
            List<LinkedHub> linkedHubs)
            throws BadDocument {
        return new ServiceInstance(
                scope,
                JsonFields.requiredText(document, "name"),
                new HostName(JsonFields.requiredText(document, "deviceHost")),
                new HostName(JsonFields.requiredText(document, "serviceHost")),
                Members.constant(
                        AllocationPolicy.class,
                        JsonFields.requiredText(document, "allocationPolicy")),
                policies,
                linkedHubs,
                JsonFields.optionalBool(document, "avoidUnwellHubs").orElse(true),
                etag);
    }

    public static JsonObject of(AccessPolicy<?> policy) {
        return new Members()
                .put("rights", policy.rights().stream().map(Enum::name).toList())
                .object();
    }

    public static <R extends Enum<R>> AccessPolicy<R> policy(
            Class<R> kind, String name, JsonObject document, SymmetricKeys keys)
            throws BadDocument {
        var rights = EnumSet.noneOf(kind);
        for (var right : JsonFields.optionalTexts(document, "rights").orElse(List.of())) {
            rights.add(Members.constant(kind, right));
        }
        return new AccessPolicy<>(name, keys, rights);
    }

    public static JsonObject of(LinkedHub hub) {
        var members =
                new Members()
                        .put("location", hub.location())
                        .put("allocationWeight", hub.allocationWeight())
                        .put("applyAllocationPolicy", hub.applyAllocationPolicy())
                        .put("draining", hub.draining())
                        .put("pinnedLatency", text(hub.pinnedLatency()));
        return switch (hub.link()) {
            case HubLink.Embedded _ -> members.object();
            case HubLink.Azure(var policyName, _) -> members.put("policyName", policyName).object();
        };
    }

    /// The key of the link; empty for an embedded hub.
    public static JsonObject secrets(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Embedded _ -> JsonObject.EMPTY;
            case HubLink.Azure(_, var key) -> new Members().put("key", key.revealBase64()).object();
        };
    }

    public static LinkedHub linkedHub(HubHostName hostName, JsonObject document, JsonObject secrets)
            throws BadDocument {
        var policyName = JsonFields.optionalText(document, "policyName");
        var link =
                policyName.isEmpty()
                        ? new HubLink.Embedded()
                        : new HubLink.Azure(
                                policyName.get(),
                                Secret.ofBase64(JsonFields.requiredText(secrets, "key")));
        return new LinkedHub(
                hostName,
                link,
                JsonFields.requiredText(document, "location"),
                Math.toIntExact(JsonFields.requiredLong(document, "allocationWeight")),
                JsonFields.requiredBool(document, "applyAllocationPolicy"),
                JsonFields.optionalBool(document, "draining").orElse(false),
                duration(document, "pinnedLatency"));
    }

    private static @Nullable String text(@Nullable Duration duration) {
        return duration == null ? null : duration.toString();
    }

    private static @Nullable Duration duration(JsonObject document, String name)
            throws BadDocument {
        var text = JsonFields.optionalText(document, name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Duration.parse(text.get());
        } catch (DateTimeParseException _) {
            throw new BadDocument(name, "must be an ISO 8601 duration");
        }
    }
}

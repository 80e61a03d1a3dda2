package berth.wire.json;

import berth.core.allocation.AllocationPolicy;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Set;

/// How an instance chooses among its hubs where an enrollment says nothing. A document of ours.
///
/// Source: dps-service-api, section 6.1; docs/operating.md.
public final class InstanceAllocationJson {
    private static final String POLICY = "allocationPolicy";
    private static final String AVOID = "avoidUnwellHubs";
    private static final Set<String> KNOWN = Set.of(POLICY, AVOID, "etag");

    private InstanceAllocationJson() {}

    /// What is to change; null leaves it as it is.
    public record Wish(@Nullable AllocationPolicy policy, @Nullable Boolean avoidUnwellHubs) {}

    public static Wish read(JsonValue document) throws BadDocument {
        var members = JsonFields.object(document);
        JsonFields.only(members, KNOWN);
        return new Wish(
                AllocationPolicyJson.read(members, POLICY).orElse(null),
                JsonFields.optionalBool(members, AVOID).orElse(null));
    }

    public static JsonObject write(ServiceInstance instance) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(
                POLICY, new JsonString(AllocationPolicyJson.write(instance.allocationPolicy())));
        members.put(AVOID, JsonBoolean.of(instance.avoidUnwellHubs()));
        members.put("etag", new JsonString(instance.etag().value()));
        return new JsonObject(members);
    }
}

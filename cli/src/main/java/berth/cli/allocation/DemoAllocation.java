package berth.cli.allocation;

import berth.core.allocation.AllocationPolicy;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.AllocationPolicyJson;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the demo enrollments have their hub chosen, and what has to come of it.
///
/// @param policy null leaves it to the instance
/// @param hubs host names of the linked hubs
/// @param function where the function is that a custom policy asks
public record DemoAllocation(
        @Nullable AllocationPolicy policy, List<String> hubs, @Nullable URI function) {
    /// The newest contract with functions. Source: dps-service-api, section 8.5.
    private static final String FUNCTION_API_VERSION = "2021-10-01";

    public DemoAllocation {
        hubs = List.copyOf(hubs);
        if (policy == AllocationPolicy.CUSTOM && function == null) {
            throw new IllegalArgumentException("a custom policy needs a function");
        }
        if (policy == AllocationPolicy.STATIC && hubs.isEmpty()) {
            throw new IllegalArgumentException("a static policy needs a hub");
        }
    }

    /// As the instance has it.
    public static DemoAllocation ofInstance() {
        return new DemoAllocation(null, List.of(), null);
    }

    /// Members of an enrollment. Source: dps-service-api, section 2.1.
    public Map<String, JsonValue> members() {
        var members = new LinkedHashMap<String, JsonValue>();
        if (policy == null) {
            return members;
        }
        members.put("allocationPolicy", new JsonString(AllocationPolicyJson.write(policy)));
        switch (policy) {
            case EVENLY_WEIGHTED, LOWEST_LATENCY -> {}
            case STATIC ->
                    members.put("iotHubs", new JsonArray(List.of(new JsonString(hubs.getFirst()))));
            case CUSTOM ->
                    members.put(
                            "customAllocationDefinition",
                            new JsonObject(
                                    Map.of(
                                            "webhookUrl", new JsonString(String.valueOf(function)),
                                            "apiVersion", new JsonString(FUNCTION_API_VERSION))));
        }
        return members;
    }

    /// The one hub the policy allows for a device, where it allows only one.
    public Optional<String> hub(String registrationId) {
        return switch (policy) {
            case null -> Optional.empty();
            case EVENLY_WEIGHTED, LOWEST_LATENCY -> Optional.empty();
            case STATIC -> Optional.of(hubs.getFirst());
            case CUSTOM -> Sites.of(registrationId).map(site -> Sites.hub(site, hubs));
        };
    }

    /// The tag that shows that the function's twin has arrived, where a function was asked.
    public Optional<String> siteTag(String registrationId) {
        return policy == AllocationPolicy.CUSTOM ? Sites.of(registrationId) : Optional.empty();
    }

    /// The policy in an operator's words.
    public static String words(AllocationPolicy policy) {
        return switch (policy) {
            case EVENLY_WEIGHTED ->
                    "evenly weighted: by the hubs' weights, the same device always to the same hub";
            case LOWEST_LATENCY ->
                    "lowest latency: the nearest hub; hubs that are equally near share";
            case STATIC -> "static: the one hub the enrollment names";
            case CUSTOM -> "custom: a function of your own, asked over HTTP";
        };
    }
}

package berth.wire.json;

import berth.core.allocation.AllocationPolicy;
import berth.core.json.JsonObject;

import java.util.Optional;

/// Allocation policies as the service API spells them. Source: dps-service-api, section 2.1.
public final class AllocationPolicyJson {
    private static final Spellings<AllocationPolicy> SPELLINGS =
            new Spellings<>(
                    AllocationPolicy.class,
                    policy ->
                            switch (policy) {
                                case EVENLY_WEIGHTED -> "hashed";
                                case LOWEST_LATENCY -> "geoLatency";
                                case STATIC -> "static";
                                case CUSTOM -> "custom";
                            });

    private AllocationPolicyJson() {}

    /// Reads the member called `name`.
    public static Optional<AllocationPolicy> read(JsonObject object, String name)
            throws BadDocument {
        return SPELLINGS.read(object, name);
    }

    public static String write(AllocationPolicy policy) {
        return SPELLINGS.write(policy);
    }
}

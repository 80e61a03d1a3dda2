package berth.hub.registry;

import static berth.core.access.HubRight.DEVICE_CONNECT;
import static berth.core.access.HubRight.REGISTRY_READ;
import static berth.core.access.HubRight.REGISTRY_WRITE;
import static berth.core.access.HubRight.SERVICE_CONNECT;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The shared access policies that every hub starts with, and the text by which service
/// applications are told about one. Source: iot-hub-protocol, sections 0.1 and 1.3.
public final class HubPolicies {
    private static final int KEY_BYTES = 32;

    private HubPolicies() {}

    /// Five policies, each with two keys of its own.
    public static List<AccessPolicy<HubRight>> defaults(RandomGenerator random) {
        return List.of(
                policy("iothubowner", EnumSet.allOf(HubRight.class), random),
                policy("service", Set.of(SERVICE_CONNECT), random),
                policy("device", Set.of(DEVICE_CONNECT), random),
                policy("registryRead", Set.of(REGISTRY_READ), random),
                policy("registryReadWrite", Set.of(REGISTRY_READ, REGISTRY_WRITE), random));
    }

    private static AccessPolicy<HubRight> policy(
            String name, Set<HubRight> rights, RandomGenerator random) {
        var keys =
                new SymmetricKeys(
                        Secret.random(KEY_BYTES, random), Secret.random(KEY_BYTES, random));
        return new AccessPolicy<>(name, keys, rights);
    }

    /// The service connection string of a policy, with its primary key in clear: to be shown once,
    /// to somebody entitled, and never logged.
    public static String connectionString(HubHostName hostName, AccessPolicy<HubRight> policy) {
        return "HostName=%s;SharedAccessKeyName=%s;SharedAccessKey=%s"
                .formatted(hostName, policy.name(), policy.keys().primary().revealBase64());
    }
}

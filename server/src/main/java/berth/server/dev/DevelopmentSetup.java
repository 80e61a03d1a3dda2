package berth.server.dev;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.audit.AuditEvent;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;
import berth.core.secret.SymmetricKeys;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.HubPolicies;
import berth.server.StartupProblem;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Makes the one instance and the embedded hubs of a development service, or takes up those that an
/// earlier start left in the data folder and links the hubs now asked for.
final class DevelopmentSetup {
    /// The policy every new Azure instance has. Source: dps-service-api, section 1.2.
    static final String OWNER_POLICY = "provisioningserviceowner";

    private static final Caller CALLER = new Caller("system:dev", "", "");

    private final InstanceStore instances;
    private final EmbeddedHubs hubs;
    private final InstantSource clock;
    private final RandomGenerator random;

    DevelopmentSetup(
            InstanceStore instances,
            EmbeddedHubs hubs,
            InstantSource clock,
            RandomGenerator random) {
        this.instances = instances;
        this.hubs = hubs;
        this.clock = clock;
        this.random = random;
    }

    ServiceInstance instance(DevOptions options) {
        options.hosts().hubs().forEach((name, host) -> hubs.open(name, host, CALLER));
        var scope =
                instances.instances().stream()
                        .findFirst()
                        .map(ServiceInstance::scope)
                        .orElseGet(this::freshScope);
        var etag = ETag.fresh(random);
        var ownerKeys = SymmetricKeys.generate(random);
        return instances.changeInstance(
                scope,
                found -> {
                    var instance =
                            found.map(stored -> again(stored, options, etag))
                                    .orElseGet(() -> fresh(scope, options, ownerKeys, etag));
                    return new Change.Put<>(
                            instance,
                            instance,
                            event(
                                    scope.value(),
                                    found.isPresent() ? "instance.updated" : "instance.created"));
                });
    }

    private static ServiceInstance fresh(
            IdScope scope, DevOptions options, SymmetricKeys ownerKeys, ETag etag) {
        return new ServiceInstance(
                scope,
                "berth-dev",
                options.hosts().device(),
                options.hosts().service(),
                AllocationPolicy.EVENLY_WEIGHTED,
                List.of(owner(ownerKeys)),
                options.hosts().hubs().values().stream().map(LinkedHub::embedded).toList(),
                etag);
    }

    /// What an operator set since the first start stays: weights, draining, policy, and the links
    /// to hubs outside this process.
    private static ServiceInstance again(ServiceInstance stored, DevOptions options, ETag etag) {
        var asked =
                options.hosts().hubs().values().stream()
                        .map(
                                host ->
                                        stored.linkedHub(host)
                                                .orElseGet(() -> LinkedHub.embedded(host)));
        var outside =
                stored.linkedHubs().stream()
                        .filter(hub -> !(hub.link() instanceof HubLink.Embedded));
        return new ServiceInstance(
                stored.scope(),
                stored.name(),
                options.hosts().device(),
                options.hosts().service(),
                stored.allocationPolicy(),
                stored.policies(),
                Stream.concat(asked, outside).toList(),
                stored.avoidUnwellHubs(),
                etag);
    }

    /// The connection string of the hub's policy with every right.
    static String connectionString(EmbeddedHubDefinition hub) {
        return hub.policies().stream()
                .filter(policy -> policy.rights().size() == HubRight.values().length)
                .findFirst()
                .map(policy -> HubPolicies.connectionString(hub.hostName(), policy))
                .orElseThrow(
                        () -> new StartupProblem(hub.hostName() + " has lost its owner policy"));
    }

    private static AccessPolicy<Right> owner(SymmetricKeys keys) {
        return new AccessPolicy<>(OWNER_POLICY, keys, EnumSet.allOf(Right.class));
    }

    private IdScope freshScope() {
        return new IdScope("0ne" + "%08x".formatted(random.nextInt()).toUpperCase(Locale.ROOT));
    }

    private AuditEvent event(String scope, String action) {
        return CALLER.event(clock.instant(), scope, action, scope, "ok");
    }
}

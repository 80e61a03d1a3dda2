package berth.core.registration.simulation;

import berth.core.allocation.AllocationPolicy;
import berth.core.audit.AuditEvent;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.error.StoreUnavailable;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.registration.DeviceLifecycle.Wish;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Operators who change everything while devices register.
final class Operators {
    static final Caller CALLER = new Caller("policy:owner", "", "");

    private static final List<ReprovisionPolicy> POLICIES =
            List.of(
                    new ReprovisionPolicy(true, true),
                    new ReprovisionPolicy(true, false),
                    new ReprovisionPolicy(false, false));

    private static final List<AllocationPolicy> INSTANCE_POLICIES =
            List.of(AllocationPolicy.EVENLY_WEIGHTED, AllocationPolicy.LOWEST_LATENCY);

    private final Scene scene;
    private final World world;
    private final Fleet fleet;
    private final List<Fleet.Device> devices;
    private final Map<IdScope, List<ModelHub>> linked = new LinkedHashMap<>();

    Operators(Scene scene, Fleet fleet, List<Fleet.Device> devices) {
        this.scene = scene;
        this.world = scene.world;
        this.fleet = fleet;
        this.devices = devices;
    }

    void instance(IdScope scope, List<ModelHub> hubs) {
        linked.put(scope, hubs);
        scene.instance(scope, hubs);
    }

    void begin() {
        world.spawn(
                "operator",
                null,
                Duration.ofSeconds(2),
                () -> {
                    while (!scene.quiet) {
                        var pause = scene.weather.faults().actEvery();
                        world.pass(world.between(Duration.ZERO, pause.multipliedBy(2)));
                        if (!scene.quiet) {
                            act();
                        }
                    }
                });
    }

    private void act() {
        var device = world.oneOf(devices);
        switch (world.random().nextInt(14)) {
            case 0, 1 -> status(device, ProvisioningStatus.DISABLED);
            case 2, 3 -> status(device, ProvisioningStatus.ENABLED);
            case 4 -> delete(device);
            case 5, 6 -> rewrite(device);
            case 7 -> lifecycle("disable", node -> node.lifecycle().disable(wish(device)));
            case 8, 9 -> lifecycle("enable", node -> node.lifecycle().enable(wish(device)));
            case 10 ->
                    lifecycle("decommission", node -> node.lifecycle().decommission(wish(device)));
            case 11 -> lifecycle("forget", node -> node.lifecycle().forget(wish(device)));
            case 12 -> relink(device.scope());
            case 13 -> steer(device.scope());
            default -> throw new IllegalStateException("no such act");
        }
    }

    private static Wish wish(Fleet.Device device) {
        return new Wish(device.scope(), device.id(), new Precondition.Anything(), CALLER);
    }

    private void lifecycle(
            String what, java.util.function.Function<SimulatedNode, Object> request) {
        world.log(() -> "wants to " + what);
        // A second operator does not wait for the first.
        world.spawn("operator: " + what, null, Duration.ZERO, () -> fleet.ask(request));
    }

    private void status(Fleet.Device device, ProvisioningStatus status) {
        settings(device, settings -> settings.with(status));
    }

    private void rewrite(Fleet.Device device) {
        settings(device, _ -> drawnSettings(device.scope()));
    }

    /// Of the group, if the device has no enrollment of its own.
    private void settings(Fleet.Device device, UnaryOperator<EnrollmentSettings> change) {
        attempt(
                "enrollment of " + device.id(),
                () ->
                        device.ofGroup()
                                ? scene.outside
                                        .enrollments()
                                        .changeGroup(
                                                device.scope(),
                                                SimulatedAttestation.GROUP,
                                                stored ->
                                                        put(
                                                                device,
                                                                scene.group(
                                                                        device.scope(),
                                                                        change.apply(
                                                                                stored.orElseThrow()
                                                                                        .settings()))))
                                : scene.outside
                                        .enrollments()
                                        .changeIndividual(
                                                device.scope(),
                                                device.id(),
                                                stored ->
                                                        put(
                                                                device,
                                                                scene.individual(
                                                                        device.scope(),
                                                                        device.spellings()
                                                                                .getFirst(),
                                                                        drawnDeviceId(device),
                                                                        change.apply(
                                                                                stored.map(
                                                                                                row ->
                                                                                                        row
                                                                                                                .settings())
                                                                                        .orElse(
                                                                                                EnrollmentSettings
                                                                                                        .NONE))))));
    }

    private <R> Change<R, Boolean> put(Fleet.Device device, R row) {
        return new Change.Put<>(row, true, event(device.scope(), "enrollment.replaced", "x"));
    }

    private void delete(Fleet.Device device) {
        if (device.ofGroup()) {
            return;
        }
        attempt(
                "delete enrollment of " + device.id(),
                () ->
                        scene.outside
                                .enrollments()
                                .changeIndividual(
                                        device.scope(),
                                        device.id(),
                                        stored ->
                                                stored.isEmpty()
                                                        ? new Change.Leave<>(true)
                                                        : new Change.Remove<>(
                                                                true,
                                                                event(
                                                                        device.scope(),
                                                                        "enrollment.deleted",
                                                                        "x"))));
    }

    /// Devices of the second scope have names of their own, because the scopes share a hub.
    @Nullable DeviceId drawnDeviceId(Fleet.Device device) {
        boolean second = device.scope().equals(Simulation.SECOND);
        boolean other = world.chance(0.2);
        if (!second && !other) {
            return null;
        }
        return new DeviceId((second ? "b." : "") + device.id() + (other ? ".alt" : ""));
    }

    EnrollmentSettings drawnSettings(IdScope scope) {
        var custom = world.chance(0.2);
        var fixed = !custom && world.chance(0.2);
        var hubs = linked.get(scope).stream().map(ModelHub::name).toList();
        return new EnrollmentSettings(
                null,
                world.chance(0.2),
                world.chance(0.5) ? drawnTwin() : null,
                world.chance(0.3) ? null : world.oneOf(POLICIES),
                custom ? AllocationPolicy.CUSTOM : fixed ? AllocationPolicy.STATIC : drawnPolicy(),
                fixed ? List.of(world.oneOf(hubs)) : null,
                null,
                custom
                        ? new CustomAllocationDefinition(
                                "https://f.example/api",
                                "2021-10-01",
                                world.oneOf(List.of(CustomAllocationDefinition.OnFailure.values())))
                        : null);
    }

    private @Nullable AllocationPolicy drawnPolicy() {
        return world.chance(0.5) ? null : world.oneOf(INSTANCE_POLICIES);
    }

    private InitialTwin drawnTwin() {
        return new InitialTwin(
                JsonObject.EMPTY,
                new JsonObject(Map.of("value", JsonNumber.of(world.random().nextInt(100)))));
    }

    /// Unlinks one hub, or links all of them again.
    private void relink(IdScope scope) {
        boolean all = world.chance(0.6);
        var gone = world.oneOf(linked.get(scope)).name();
        instance(scope, links -> all ? everything(scope) : without(links, gone));
    }

    private List<LinkedHub> everything(IdScope scope) {
        return linked.get(scope).stream().map(ModelHub::link).toList();
    }

    private static List<LinkedHub> without(List<LinkedHub> links, HubHostName gone) {
        return links.stream().filter(link -> !link.hostName().equals(gone)).toList();
    }

    /// Other weights, another hub draining, near and far.
    private void steer(IdScope scope) {
        var draining = world.oneOf(linked.get(scope)).name();
        boolean drains = world.chance(0.5);
        instance(
                scope,
                links ->
                        links.stream()
                                .map(
                                        link ->
                                                new LinkedHub(
                                                        link.hostName(),
                                                        link.link(),
                                                        link.location(),
                                                        1 + world.random().nextInt(10),
                                                        world.chance(0.9),
                                                        drains && link.hostName().equals(draining),
                                                        world.between(
                                                                Duration.ZERO,
                                                                Duration.ofMillis(80))))
                                .toList());
    }

    private void instance(IdScope scope, UnaryOperator<List<LinkedHub>> change) {
        var policy = world.oneOf(INSTANCE_POLICIES);
        boolean avoids = world.chance(0.7);
        attempt(
                "instance " + scope,
                () ->
                        scene.outside
                                .instances()
                                .changeInstance(
                                        scope,
                                        stored -> {
                                            var old = stored.orElseThrow();
                                            return new Change.Put<>(
                                                    new ServiceInstance(
                                                            scope,
                                                            old.name(),
                                                            old.deviceHost(),
                                                            old.serviceHost(),
                                                            policy,
                                                            old.policies(),
                                                            change.apply(old.linkedHubs()),
                                                            avoids,
                                                            scene.etag()),
                                                    true,
                                                    event(scope, "instance.replaced", "x"));
                                        }));
    }

    /// Every hub is linked again.
    void relinkEverything() {
        linked.keySet().forEach(scope -> instance(scope, _ -> everything(scope)));
    }

    /// Gives everything that was given up another chance.
    ///
    /// @return how many items
    int replayTheDead() {
        var dead =
                scene.registrations.work().all().stream()
                        .filter(entry -> entry.state() == WorkEntry.State.DEAD)
                        .map(WorkEntry::item)
                        .map(WorkItem::name)
                        .toList();
        for (var name : new ArrayList<>(dead)) {
            scene.registrations
                    .work()
                    .settle(name, WorkStore.Word.REPLAY, event(name.scope(), "work.replayed", "x"));
        }
        return dead.size();
    }

    private void attempt(String what, Supplier<Boolean> act) {
        try {
            var _ = act.get();
            world.log(() -> "changed " + what);
        } catch (StoreUnavailable e) {
            world.log(() -> "could not change " + what + ": " + e.getMessage());
        }
    }

    private AuditEvent event(IdScope scope, String action, String target) {
        return CALLER.event(world.instant(), scope.value(), action, target, "ok");
    }
}

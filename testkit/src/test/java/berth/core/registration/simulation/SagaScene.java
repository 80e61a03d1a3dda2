package berth.core.registration.simulation;

import static berth.core.registration.simulation.Watcher.require;

import berth.core.attestation.Evidence;
import berth.core.change.Change;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.registration.DeviceLifecycle.Wish;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.RegisterCommand;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.core.work.WorkEntry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One device and two hubs without any fault but the one a test puts in: the saga of one operation,
/// step by step. The node starts again right after it was killed.
final class SagaScene {
    private static final Duration REST = Duration.ofHours(2);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final String DEVICE = "dev-1";

    /// What the device and its operator do.
    enum Story {
        /// It registers for the first time.
        FIRST,
        /// It registers again, and its enrollment names another hub.
        MOVE_WITH_DATA,
        /// The same, and its data are reset.
        MOVE_WITH_RESET,
        /// The first hub it is sent to is full.
        TURNED_ELSEWHERE,
        /// It registers again where it is, with another key.
        AGAIN,
        /// It is assigned, and then kept out.
        DISABLE,
        /// It is assigned, kept out, and let in again.
        ENABLE,
        /// It is assigned, and then taken out of service.
        DECOMMISSION
    }

    /// How the world came to rest.
    ///
    /// @param devices what every hub holds, without the traces of who wrote it when
    record End(
            @Nullable RegistrationStatus status,
            @Nullable Object place,
            @Nullable OperationState latest,
            List<String> devices,
            long openWork) {}

    private final World world;
    private final Scene scene;
    private final Story story;
    private final ModelHub from;
    private final ModelHub to;
    private @Nullable End end;

    /// @param embedded whether both hubs are like the embedded one
    /// @param twice whether each call to a hub is made twice
    /// @param logging whether [#log] keeps anything
    SagaScene(Story story, boolean embedded, boolean twice, boolean logging) {
        this.story = story;
        world = new World(1, logging);
        scene = new Scene(world, Faults.NONE, twice ? Twice::new : Scene.HubCall.PLAIN);
        from = scene.hub("from", embedded);
        to = scene.hub("to", embedded);
        scene.instance(Simulation.FIRST, List.of(from, to));
        scene.quiet = true;
        scene.node();
        enroll(from, true, ProvisioningStatus.ENABLED);
    }

    private enum Stage {
        SETTING,
        STORY
    }

    private Stage stage = Stage.SETTING;

    /// What happens in such a scene, for a failure's message.
    static String log(Function<Boolean, SagaScene> prepared) {
        var again = prepared.apply(true);
        try {
            return again.run() + "\n" + String.join("\n", again.world.logged());
        } catch (Throwable broken) {
            return broken + "\n" + String.join("\n", again.world.logged());
        }
    }

    private SimulatedNode node() {
        return scene.nodes.getFirst();
    }

    /// The number of border crossings between engine and world in the story itself.
    int crossings() {
        return scene.weather.crossed();
    }

    /// At the given crossing of the story `deed` is done, by nobody in particular.
    void ambush(int crossing, Runnable deed) {
        scene.weather.ambush(crossing, () -> world.spawn("ambush", null, Duration.ZERO, deed));
    }

    void killAndRestart() {
        node().kill();
        world.spawn("restart", null, Duration.ofMillis(10), node()::start);
    }

    /// Whatever the service does now, both hubs refuse for good.
    void refuse() {
        from.refusing = true;
        to.refusing = true;
    }

    void disableEnrollment() {
        enroll(hubOfStory(), false, ProvisioningStatus.DISABLED);
    }

    void deleteEnrollment() {
        scene.enrollments.changeIndividual(
                Simulation.FIRST,
                device().id(),
                _ ->
                        new Change.Remove<>(
                                true,
                                Operators.CALLER.event(
                                        world.instant(),
                                        Simulation.FIRST.value(),
                                        "enrollment.deleted",
                                        DEVICE,
                                        "ok")));
    }

    void unlinkHubs() {
        scene.instance(Simulation.FIRST, List.of());
    }

    void forget() {
        act(node -> node.lifecycle().forget(wish()));
    }

    void disable() {
        act(node -> node.lifecycle().disable(wish()));
    }

    void decommission() {
        act(node -> node.lifecycle().decommission(wish()));
    }

    /// The node stands still until the deadline of everything has passed.
    void outwait() {
        node().pause(Duration.ofMinutes(16), false);
    }

    /// Lets the story run to its end and everything come to rest.
    End run() throws Throwable {
        world.spawn("device", null, Duration.ZERO, this::tell);
        world.run();
        if (end == null) {
            throw new IllegalStateException("the story has no end");
        }
        return end;
    }

    private void tell() {
        if (story != Story.FIRST && story != Story.TURNED_ELSEWHERE) {
            settle("key 1");
        }
        scene.weather.startCounting();
        stage = Stage.STORY;
        switch (story) {
            case FIRST -> settle("key 1");
            case MOVE_WITH_DATA -> {
                enroll(to, true, ProvisioningStatus.ENABLED);
                settle("key 1");
            }
            case MOVE_WITH_RESET -> {
                enroll(to, false, ProvisioningStatus.ENABLED);
                settle("key 1");
            }
            case TURNED_ELSEWHERE -> {
                enroll(null, true, ProvisioningStatus.ENABLED);
                from.full = true;
                settle("key 1");
            }
            case AGAIN -> settle("key 2");
            case DISABLE -> disable();
            case ENABLE -> {
                disable();
                rest();
                act(node -> node.lifecycle().enable(wish()));
            }
            case DECOMMISSION -> decommission();
        }
        scene.weather.stopCounting();
        rest();
        end = reckon();
        world.end();
    }

    /// Registers until it has been heard, and waits for the end of it.
    private void settle(String credential) {
        act(node -> node.register().register(command(credential)));
        rest();
    }

    private void act(Function<SimulatedNode, Object> request) {
        while (true) {
            try {
                world.at(node(), () -> request.apply(node()));
                return;
            } catch (World.Killed _) {
                world.log(() -> "asks again");
                world.pass(Duration.ofSeconds(1));
            }
        }
    }

    private void rest() {
        var patience = world.nanos() + REST.toNanos();
        world.pass(Duration.ofMillis(50));
        while (!scene.running().isEmpty() || !scene.openWork().isEmpty()) {
            require(world.nanos() < patience, "liveness", "never at rest");
            world.pass(LOOK);
        }
    }

    private static RegisterCommand command(String credential) {
        return new RegisterCommand(
                Simulation.FIRST,
                device().id(),
                DEVICE,
                new Evidence.Nothing(credential),
                "2021-06-01",
                null,
                Operators.CALLER);
    }

    private static Fleet.Device device() {
        return new Fleet.Device(Simulation.FIRST, List.of(DEVICE), false, Duration.ZERO);
    }

    private static Wish wish() {
        return new Wish(
                Simulation.FIRST, device().id(), new Precondition.Anything(), Operators.CALLER);
    }

    private @Nullable ModelHub hubOfStory() {
        return switch (story) {
            case MOVE_WITH_DATA, MOVE_WITH_RESET -> stage == Stage.STORY ? to : from;
            case TURNED_ELSEWHERE -> null;
            case FIRST, AGAIN, DISABLE, ENABLE, DECOMMISSION -> from;
        };
    }

    /// @param hub the only one; null for all
    private void enroll(@Nullable ModelHub hub, boolean migrates, ProvisioningStatus status) {
        scene.enrollments.put(
                scene.individual(
                        Simulation.FIRST,
                        DEVICE,
                        null,
                        new EnrollmentSettings(
                                status,
                                false,
                                new InitialTwin(
                                        JsonObject.EMPTY,
                                        new JsonObject(Map.of("value", JsonNumber.of(1)))),
                                new ReprovisionPolicy(true, migrates),
                                null,
                                hub == null ? null : List.of(hub.name()),
                                null,
                                null)));
    }

    private End reckon() {
        var row = scene.registrations.registration(Simulation.FIRST, device().id()).orElse(null);
        return new End(
                row == null ? null : row.status(),
                row == null ? null : row.place(),
                row == null ? null : operation(row).state(),
                scene.hubs.values().stream()
                        .flatMap(hub -> hub.devices().stream().map(held -> described(hub, held)))
                        .toList(),
                scene.registrations.work().all().stream()
                        .filter(entry -> entry.state() == WorkEntry.State.OPEN)
                        .count());
    }

    private Operation operation(Registration row) {
        return scene.registrations.operation(Simulation.FIRST, row.operationId()).orElseThrow();
    }

    private static String described(ModelHub hub, HeldDevice held) {
        return "%s/%s %s %s %s"
                .formatted(
                        hub.name(),
                        held.deviceId(),
                        held.enabled() ? "enabled" : "disabled",
                        held.authentication(),
                        held.twin().desired());
    }

    /// What is left of operations that did not succeed, and nobody will remove.
    List<String> leftovers() {
        return scene.hubs.values().stream()
                .flatMap(hub -> hub.devices().stream().filter(held -> isLeft(hub, held)))
                .map(HeldDevice::toString)
                .toList();
    }

    private boolean isLeft(ModelHub hub, HeldDevice held) {
        var operation =
                held.marker()
                        .map(HubMarker::operation)
                        .flatMap(id -> scene.registrations.operation(Simulation.FIRST, id));
        boolean failed =
                operation.filter(found -> found.state() != OperationState.SUCCEEDED).isPresent();
        boolean dead =
                scene.registrations.work().all().stream()
                        .filter(entry -> entry.state() == WorkEntry.State.DEAD)
                        .anyMatch(entry -> entry.item().key().startsWith(hub.name().value()));
        return failed && held.asCreated() && !dead;
    }

    /// Every call to a hub, twice: only the second answer is heard.
    private record Twice(HubRegistry registry) implements HubRegistry {
        @Override
        public HubAnswer provision(DeviceOrder order) {
            registry.provision(order);
            return registry.provision(order);
        }

        @Override
        public Optional<DeviceIdentity> find(DeviceId deviceId) {
            registry.find(deviceId);
            return registry.find(deviceId);
        }

        @Override
        public Optional<DeviceTwin> twin(DeviceId deviceId) {
            registry.twin(deviceId);
            return registry.twin(deviceId);
        }

        @Override
        public HubAnswer remove(DeviceRemoval removal) {
            registry.remove(removal);
            return registry.remove(removal);
        }

        @Override
        public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
            registry.setEnabled(deviceId, marker, enabled);
            return registry.setEnabled(deviceId, marker, enabled);
        }
    }
}

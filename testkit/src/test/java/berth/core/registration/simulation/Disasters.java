package berth.core.registration.simulation;

import java.time.Duration;

/// What happens to whole processes, stores and hubs, one thing after another.
final class Disasters {
    private static final Duration OUTAGE_MAX = Duration.ofMinutes(3);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(2);
    private static final Duration STORE_OUTAGE_MAX = Duration.ofSeconds(40);

    private final Scene scene;
    private final World world;

    Disasters(Scene scene) {
        this.scene = scene;
        this.world = scene.world;
    }

    void begin() {
        world.spawn(
                "disasters",
                null,
                Duration.ofSeconds(1),
                () -> {
                    while (!scene.quiet) {
                        var pause = scene.weather.faults().bigEvery();
                        world.pass(world.between(Duration.ZERO, pause.multipliedBy(2)));
                        if (!scene.quiet) {
                            strike();
                        }
                    }
                });
    }

    private void strike() {
        var node = world.oneOf(scene.nodes);
        var hub = world.oneOf(java.util.List.copyOf(scene.hubs.values()));
        switch (world.random().nextInt(8)) {
            case 0 -> kill(node);
            case 1, 2 -> node.pause(world.between(Duration.ZERO, PAUSE_MAX), world.chance(0.3));
            case 3 -> node.wallClock(Duration.ofMinutes(world.random().nextInt(-3000, 3000)));
            case 4 -> {
                world.log(() -> hub.name() + " is down");
                hub.down(world.between(Duration.ZERO, OUTAGE_MAX));
            }
            case 5 -> hub.full = !hub.full;
            case 6 -> hub.barred = !hub.barred;
            case 7 -> {
                world.log(() -> "the store is down");
                scene.weather.storeDown(world.between(Duration.ZERO, STORE_OUTAGE_MAX));
            }
            default -> throw new IllegalStateException("no such disaster");
        }
    }

    private void kill(SimulatedNode node) {
        node.kill();
        world.spawn(
                "restart",
                null,
                world.between(Duration.ofMillis(500), Duration.ofSeconds(60)),
                node::start);
    }

    /// Everything that can be mended is.
    void end() {
        scene.weather.clearUp();
        scene.hubs.values().forEach(ModelHub::recover);
        scene.nodes.forEach(SimulatedNode::wakeUp);
        scene.nodes.forEach(SimulatedNode::start);
    }
}

package berth.core.registration.simulation;

import berth.core.id.IdScope;
import berth.core.registration.Operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One world from its seed: a fleet, its operators and all faults for some minutes, then hours of
/// calm until nothing is left to do, then the reckoning.
final class Simulation {
    static final IdScope FIRST = new IdScope("0neFIRST");
    static final IdScope SECOND = new IdScope("0neSECOND");

    private static final Duration FAULTS_MIN = Duration.ofMinutes(2);
    private static final Duration FAULTS_MAX = Duration.ofMinutes(8);

    /// A wait of at most 60 s between tries, a lease that has to run out, and the tries themselves.
    private static final Duration OPERATIONS_END = Duration.ofMinutes(3);

    /// The longest wait of a work item, and the rounds of the watch after it.
    private static final Duration WORK_ENDS = Duration.ofMinutes(60 + 21 + 9);

    /// What a world came to, for statistics.
    record Result(
            int operations, int told, int writes, Duration operationsEnded, Duration workEnded) {}

    private final World world;
    private final Scene scene;
    private final Fleet fleet;
    private final Operators operators;
    private final Disasters disasters;
    private final List<Fleet.Device> devices = new ArrayList<>();
    private Result result;

    Simulation(long seed, boolean logging) {
        world = new World(seed, logging);
        scene = new Scene(world, Faults.drawn(world), Scene.HubCall.PLAIN);
        fleet = new Fleet(scene);
        operators = new Operators(scene, fleet, devices);
        disasters = new Disasters(scene);
        world.log(() -> scene.weather.faults().toString());
    }

    List<String> log() {
        return world.logged();
    }

    /// @throws Violation if an invariant did not hold
    /// @throws Throwable what the engine failed with
    Result run() throws Throwable {
        settle();
        operators.begin();
        disasters.begin();
        world.spawn("director", null, Duration.ZERO, this::direct);
        world.run();
        return result;
    }

    private void settle() {
        var embedded = scene.hub("embedded-1", true);
        var shared = scene.hub("remote-2", false);
        var remote = scene.hub("remote-3", false);
        var other = scene.hub("embedded-4", true);
        boolean small = world.chance(0.3);
        operators.instance(
                FIRST, small ? List.of(embedded, remote) : List.of(embedded, shared, remote));
        operators.instance(SECOND, List.of(shared, other));
        int nodes = 2 + world.random().nextInt(2);
        for (int i = 0; i < nodes; i++) {
            scene.node();
        }
        scene.enrollments.put(scene.group(FIRST, operators.drawnSettings(FIRST)));
        int count = 10 + world.random().nextInt(20);
        var thinks = world.between(Duration.ofSeconds(2), Duration.ofMinutes(1));
        for (int i = 0; i < count; i++) {
            enroll(new Fleet.Device(FIRST, spellings(i), world.chance(0.4), thinks));
            enroll(new Fleet.Device(SECOND, spellings(i), false, thinks));
        }
        fleet.intrude(new Fleet.Device(FIRST, List.of("intruder"), false, Duration.ofSeconds(20)));
    }

    private static List<String> spellings(int number) {
        var plain = "dev-" + number;
        return List.of(plain, plain, plain.toUpperCase(Locale.ROOT));
    }

    private void enroll(Fleet.Device device) {
        devices.add(device);
        if (!device.ofGroup()) {
            scene.enrollments.put(
                    scene.individual(
                            device.scope(),
                            device.spellings().getFirst(),
                            operators.drawnDeviceId(device),
                            operators.drawnSettings(device.scope())));
        }
        fleet.join(device);
    }

    private void direct() {
        world.pass(world.between(FAULTS_MIN, FAULTS_MAX));
        disasters.end();
        scene.quiet = true;
        operators.relinkEverything();
        world.log(() -> "---- the faults are over");
        long over = world.nanos();
        while (!scene.running().isEmpty()) {
            require(over, OPERATIONS_END, "operations still run: " + scene.running());
            world.pass(Duration.ofSeconds(1));
        }
        var operationsEnded = Duration.ofNanos(world.nanos() - over);
        do {
            while (scene.underway() > 0 || !scene.openWork().isEmpty() || fleet.busy() > 0) {
                require(over, WORK_ENDS, "work is open: " + scene.openWork());
                world.pass(Duration.ofSeconds(30));
            }
            // An operator who stood still may have unlinked one after the faults were over.
            operators.relinkEverything();
        } while (operators.replayTheDead() > 0);
        var workEnded = Duration.ofNanos(world.nanos() - over);
        new Reckoning(scene, fleet, devices).check();
        result =
                new Result(
                        scene.registrations.operations().size(),
                        fleet.told(),
                        scene.hubs.values().stream().mapToInt(hub -> hub.ledger().size()).sum(),
                        operationsEnded,
                        workEnded);
        world.end();
    }

    private void require(long since, Duration patience, String what) {
        Watcher.require(
                world.nanos() - since <= patience.toNanos(), "liveness", "in time, but " + what);
    }

    List<Operation> operations() {
        return scene.registrations.operations();
    }
}

package berth.core.registration.simulation;

import berth.core.attestation.StrangerKeys;
import berth.core.audit.AuditLog;
import berth.core.error.StoreUnavailable;
import berth.core.registration.AssignDevice;
import berth.core.registration.ChallengeTpm;
import berth.core.registration.DeviceLifecycle;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationQueue;
import berth.core.registration.OperationStatus;
import berth.core.registration.RegisterDevice;
import berth.core.registration.UnchangedAssignment;
import berth.core.work.WorkEntry;
import berth.core.work.WorkOff;
import berth.testkit.store.InMemoryTpmChallengeStore;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/// One process of the service: the real engine over the simulated world, with a driver as simple as
/// can be. It can be killed, stand still, and lose its clocks; each start is a new life.
final class SimulatedNode implements World.Place, OperationQueue {
    /// What all nodes share.
    record Outside(
            World world,
            Scene scene,
            SimulatedRegistrations registrations,
            SimulatedWork work,
            SimulatedStores.Enrollments enrollments,
            SimulatedStores.Instances instances,
            AuditLog audit,
            AssignDevice.Outside others) {}

    private static final int CLAIM_MAX = 16;
    private static final Duration NAP_MIN = Duration.ofMillis(200);

    private final String name;
    private final Outside outside;
    private final World world;
    private int life;
    private boolean up;
    private long pausedUntil;
    private Duration wallError = Duration.ZERO;
    private long monotonicLost;

    private RegisterDevice register;
    private OperationStatus status;
    private DeviceLifecycle lifecycle;
    private AssignDevice assign;
    private WorkOff workOff;

    SimulatedNode(String name, Outside outside) {
        this.name = name;
        this.outside = outside;
        this.world = outside.world();
        start();
    }

    @Override
    public int life() {
        return life;
    }

    @Override
    public long pausedUntil() {
        return pausedUntil;
    }

    boolean isUp() {
        return up;
    }

    RegisterDevice register() {
        return register;
    }

    OperationStatus status() {
        return status;
    }

    DeviceLifecycle lifecycle() {
        return lifecycle;
    }

    void start() {
        if (up) {
            return;
        }
        up = true;
        life++;
        var owner = name + "." + life;
        var others = outside.others();
        InstantSource wall = () -> world.instant().plus(wallError);
        var attestation = new SimulatedAttestation(outside.enrollments());
        register =
                new RegisterDevice(
                        attestation,
                        new ChallengeTpm(
                                attestation,
                                new InMemoryTpmChallengeStore(wall),
                                new StrangerKeys(new Random(1)),
                                outside.audit(),
                                wall,
                                world.random()),
                        outside.registrations(),
                        new UnchangedAssignment(
                                outside.registrations(),
                                outside.instances(),
                                others.hubs(),
                                others.watch(),
                                wall),
                        this,
                        outside.audit(),
                        wall,
                        world.random(),
                        owner);
        status = new OperationStatus(attestation, outside.registrations(), wall, world.random());
        lifecycle =
                new DeviceLifecycle(
                        outside.registrations(),
                        outside.instances(),
                        others.hubs(),
                        world.random());
        assign =
                new AssignDevice(
                        outside.enrollments(),
                        outside.instances(),
                        outside.registrations(),
                        others,
                        world.random(),
                        this::monotonic,
                        owner);
        workOff = new WorkOff(outside.instances(), others.hubs(), world.random(), owner);
        world.log(() -> owner + " starts");
        world.spawn(owner + " claims", this, nap(), () -> claimForEver(owner));
        world.spawn(owner + " work", this, nap(), () -> workForEver(owner));
    }

    /// From one moment to the next nothing runs here any more.
    void kill() {
        world.log(() -> name + " is killed");
        up = false;
        life++;
        pausedUntil = 0;
    }

    /// @param asleep whether the monotonic clock stands still too, as when a machine is suspended
    void pause(Duration time, boolean asleep) {
        world.log(() -> name + " stands still for " + time + (asleep ? ", with its clock" : ""));
        pausedUntil = world.nanos() + time.toNanos();
        if (asleep) {
            monotonicLost += time.toNanos();
        }
    }

    void wakeUp() {
        pausedUntil = 0;
    }

    void wallClock(Duration error) {
        world.log(() -> name + "'s wall clock is wrong by " + error);
        wallError = error;
    }

    private long monotonic() {
        return world.nanos() - monotonicLost;
    }

    @Override
    public void offer(Operation operation) {
        long before = monotonic();
        world.spawn(
                name + " " + operation.registrationId(),
                this,
                Duration.ofMillis(1),
                () -> assign(new AssignDevice.Held(operation, operation.createdAt(), before)));
    }

    private void claimForEver(String owner) {
        while (true) {
            long before = monotonic();
            try {
                var claimed = outside.registrations().claim(owner, Lease.DURATION, CLAIM_MAX);
                for (var operation : claimed.operations()) {
                    var held = new AssignDevice.Held(operation, claimed.now(), before);
                    world.spawn(
                            name + " " + operation.registrationId(),
                            this,
                            Duration.ofMillis(1),
                            () -> assign(held));
                }
            } catch (StoreUnavailable _) {
                world.log(() -> "claims nothing: the store is away");
            }
            world.pass(until(outside.scene().nextOperationDue()));
        }
    }

    private void assign(AssignDevice.Held held) {
        try {
            var outcome = assign.run(held);
            world.log(() -> held.operation().id() + " " + outcome);
        } catch (StoreUnavailable e) {
            world.log(() -> held.operation().id() + " stopped: " + e.getMessage());
        }
    }

    private void workForEver(String owner) {
        while (true) {
            try {
                var claimed = outside.work().claim(owner, Lease.DURATION, CLAIM_MAX);
                for (var entry : claimed.entries()) {
                    world.spawn(
                            name + " " + entry.item().key(),
                            this,
                            Duration.ofMillis(1),
                            () -> workOff(entry, claimed.now()));
                }
            } catch (StoreUnavailable _) {
                world.log(() -> "finds no work: the store is away");
            }
            world.pass(until(outside.scene().nextWorkDue()));
        }
    }

    private void workOff(WorkEntry entry, Instant now) {
        try {
            outside.work().finish(entry, workOff.run(entry, now));
        } catch (StoreUnavailable e) {
            world.log(() -> entry.item().name() + " stopped: " + e.getMessage());
        }
    }

    /// Real nodes look every quarter of a second; the world is spared the looks that find nothing.
    private Duration until(Instant due) {
        var wait = Duration.between(world.instant(), due);
        return wait.isPositive() ? wait.plus(nap()) : nap();
    }

    private Duration nap() {
        return world.between(NAP_MIN, NAP_MIN.multipliedBy(5));
    }
}

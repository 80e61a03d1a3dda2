package berth.core.registration.simulation;

import java.time.Duration;

/// How much goes wrong in one simulated world: probabilities of each single call, and how often
/// something big happens. Each seed has its own mixture, some faults not at all: what one fault
/// hides another world shows.
///
/// @param storeRefused a store call fails, known not to have happened
/// @param storeAmbiguous a store call happens and fails all the same
/// @param storeRepeated a transaction asks its rule twice
/// @param requestLost a hub never sees a request
/// @param replyLost a hub carries it out, the reply is lost
/// @param late a hub carries it out up to [#latenessMax] after the caller has given up
/// @param throttled a hub asks for patience
/// @param hubRefused a hub refuses for good; part of the order may be in effect
/// @param stalled the calling thread stands still for up to [#stallMax] beside a call
/// @param replyToDeviceLost a device does not hear the answer
/// @param bigEvery the mean time between kills, pauses, outages and jumps of clocks
/// @param actEvery the mean time between two acts of operators
record Faults(
        double storeRefused,
        double storeAmbiguous,
        double storeRepeated,
        double requestLost,
        double replyLost,
        double late,
        Duration latenessMax,
        double throttled,
        double hubRefused,
        double stalled,
        Duration stallMax,
        double functionFailed,
        double replyToDeviceLost,
        Duration bigEvery,
        Duration actEvery) {

    /// Nothing goes wrong.
    static final Faults NONE =
            new Faults(
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    0,
                    0,
                    Duration.ofDays(1000),
                    Duration.ofDays(1000));

    static Faults drawn(World world) {
        return new Faults(
                some(world, 0.03),
                some(world, 0.03),
                some(world, 0.2),
                some(world, 0.1),
                some(world, 0.15),
                some(world, 0.15),
                world.between(Duration.ofSeconds(20), Duration.ofMinutes(10)),
                some(world, 0.1),
                some(world, 0.03),
                some(world, 0.04),
                world.between(Duration.ofSeconds(5), Duration.ofSeconds(90)),
                some(world, 0.4),
                some(world, 0.2),
                world.between(Duration.ofSeconds(5), Duration.ofMinutes(2)),
                world.between(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    }

    /// Off in every third world.
    private static double some(World world, double most) {
        return world.chance(1 / 3.0) ? 0 : world.random().nextDouble() * most;
    }
}

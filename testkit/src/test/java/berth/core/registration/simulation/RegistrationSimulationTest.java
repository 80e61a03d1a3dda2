package berth.core.registration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/// The registration engine in simulated worlds in which everything goes wrong that can.
///
/// `-Dberth.simulation.seeds=N` runs so many worlds, `-Dberth.simulation.first=S` begins with
/// another one; `-Dberth.simulation.seed=S` runs one and prints its log.
///
/// Source: reliability, sections 12 and 13.
class RegistrationSimulationTest {
    private static final int SEEDS = Integer.getInteger("berth.simulation.seeds", 1000);
    private static final long FIRST = Long.getLong("berth.simulation.first", 1);
    private static final int SHOWN = 400;

    @Test
    void noFaultBreaksAnInvariantAndEverythingEndsAfterTheLastOne() throws Throwable {
        var seed = Long.getLong("berth.simulation.seed");
        if (seed != null) {
            replay(seed);
            return;
        }
        long told = 0;
        long operations = 0;
        long writes = 0;
        var slowest = Duration.ZERO;
        var lastWork = Duration.ZERO;
        for (long next : LongStream.range(FIRST, FIRST + SEEDS).toArray()) {
            var result = run(next);
            told += result.told();
            operations += result.operations();
            writes += result.writes();
            slowest = max(slowest, result.operationsEnded());
            lastWork = max(lastWork, result.workEnded());
        }
        System.out.printf(
                "%d worlds: %d operations, %d told, %d hub writes, operations ended %s and work %s"
                        + " after the last fault%n",
                SEEDS, operations, told, writes, slowest, lastWork);
        assertThat(told).as("worlds in which nothing succeeds prove nothing").isGreaterThan(SEEDS);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Simulation.Result run(long seed) {
        try {
            return new Simulation(seed, false).run();
        } catch (Throwable broken) {
            throw new AssertionError(
                    "seed %d: %s%nreplay with -Dberth.simulation.seed=%d%n%s"
                            .formatted(seed, broken, seed, String.join("\n", lastLines(seed))),
                    broken);
        }
    }

    private static List<String> lastLines(long seed) {
        var again = new Simulation(seed, true);
        try {
            again.run();
        } catch (Throwable _) {
            // The same as before: that is what the seed is for.
        }
        var log = again.log();
        return log.subList(Math.max(0, log.size() - SHOWN), log.size());
    }

    private static void replay(long seed) throws Throwable {
        var simulation = new Simulation(seed, true);
        try {
            System.out.println(simulation.run());
        } finally {
            simulation.log().forEach(System.out::println);
        }
    }

    /// Otherwise a seed would be worth nothing.
    @Test
    void theSameSeedIsTheSameWorld() throws Throwable {
        var one = new Simulation(7, true);
        var other = new Simulation(7, true);

        assertThat(one.run()).isEqualTo(other.run());
        assertThat(one.log()).isEqualTo(other.log());
    }
}

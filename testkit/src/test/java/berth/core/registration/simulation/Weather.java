package berth.core.registration.simulation;

import berth.core.error.StoreUnavailable;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/// What happens on the way between the engine and the stores: every call is a point where others
/// run, where the caller may die, and where the call may fail.
final class Weather {
    private static final Duration STORE_MAX = Duration.ofMillis(4);
    private static final Duration OUTAGE_COST = Duration.ofMillis(20);

    private final World world;
    private Faults faults;
    private long storeDownUntil;

    private boolean counting;
    private int crossed;
    private int ambushAt;
    private Runnable ambush = () -> {};

    Weather(World world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    Faults faults() {
        return faults;
    }

    void clearUp() {
        faults = Faults.NONE;
        storeDownUntil = 0;
    }

    void storeDown(Duration time) {
        storeDownUntil = world.nanos() + time.toNanos();
    }

    /// At the `crossing`-th crossing of the border between engine and world `deed` is done, counted
    /// from 1 while counting is on.
    void ambush(int crossing, Runnable deed) {
        ambushAt = crossing;
        ambush = deed;
    }

    void startCounting() {
        counting = true;
    }

    void stopCounting() {
        counting = false;
    }

    int crossed() {
        return crossed;
    }

    /// The border between engine and world: the caller may be interrupted here, or never come back.
    void cross(Duration time) {
        if (counting && ++crossed == ambushAt) {
            ambush.run();
        }
        world.pass(time.plus(stall()));
    }

    private Duration stall() {
        return world.chance(faults.stalled())
                ? world.between(Duration.ZERO, faults.stallMax())
                : Duration.ZERO;
    }

    <A> A read(String what, Supplier<A> call) {
        return store(what, 0, call);
    }

    <A> A write(String what, Supplier<A> call) {
        return store(what, faults.storeAmbiguous(), call);
    }

    private <A> A store(String what, double ambiguous, Supplier<A> call) {
        cross(world.between(Duration.ZERO, STORE_MAX));
        if (world.nanos() < storeDownUntil || world.chance(faults.storeRefused())) {
            world.log(() -> what + " -> store unavailable");
            world.pass(OUTAGE_COST);
            throw new StoreUnavailable(what, true, new IOException("simulated outage"));
        }
        var answer = call.get();
        world.log(() -> what + (answer instanceof Boolean written && !written ? ": lost" : ""));
        boolean torn = world.chance(ambiguous);
        cross(world.between(Duration.ZERO, STORE_MAX));
        if (torn) {
            world.log(() -> what + " -> its answer is lost");
            throw new StoreUnavailable(what, false, new IOException("simulated: lost in commit"));
        }
        return answer;
    }
}

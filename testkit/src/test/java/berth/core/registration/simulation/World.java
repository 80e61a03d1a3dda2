package berth.core.registration.simulation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Virtual time and the tasks in it. Blocking code runs on a thread of its own, but exactly one
/// task runs at a time: whoever waits hands the token to the task whose moment comes next. So a
/// seed decides everything, nothing really sleeps, and no state of the simulation needs a lock.
final class World implements InstantSource {
    static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    private static final int LOG_MAX = 200_000;

    /// The simulation is over. Not an exception, so that nothing under test can catch it.
    static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the simulation is over", null, false, false);
        }
    }

    /// The process this task ran in was killed.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /// A place where tasks run: it can stand still, and it can die.
    interface Place {
        /// Differs from one start to the next, and while it is down.
        int life();

        /// Nothing runs there before.
        long pausedUntil();
    }

    /// One thread of the world. Its fields belong to whoever has the token.
    final class Task {
        final String name;
        private final Runnable work;
        private @Nullable Place place;
        private int life;
        private @Nullable Thread thread;
        private volatile boolean turn;

        /// What the latest read of a registration saw, for whoever checks what a device is told.
        @Nullable Sighting sighting;

        private Task(String name, @Nullable Place place, Runnable work) {
            this.name = name;
            this.place = place;
            this.life = place == null ? 0 : place.life();
            this.work = work;
        }

        private void resume() {
            turn = true;
            if (thread == null) {
                thread = Thread.ofVirtual().name(name).unstarted(this::live);
                thread.start();
            } else {
                LockSupport.unpark(thread);
            }
        }

        private void awaitTurn() {
            while (!turn) {
                LockSupport.park();
            }
            turn = false;
        }

        private void live() {
            turn = false;
            try {
                if (!ended) {
                    work.run();
                }
            } catch (Ended | Killed _) {
                // That is how tasks die here.
            } catch (Throwable broken) {
                fail(broken);
            }
            handOver(null);
        }
    }

    private record Wake(long at, int tie, long number, Task task) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int byTime = Long.compare(at, other.at);
            if (byTime != 0) {
                return byTime;
            }
            int byTie = Integer.compare(tie, other.tie);
            return byTie != 0 ? byTie : Long.compare(number, other.number);
        }
    }

    private final SplittableRandom random;
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final @Nullable List<String> log;
    private long now;
    private long wakesSoFar;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Task current;

    /// @param logging whether [#log] keeps anything: replays only, because it costs time
    World(long seed, boolean logging) {
        random = new SplittableRandom(seed);
        log = logging ? new ArrayList<>() : null;
    }

    RandomGenerator random() {
        return random;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /// Evenly distributed.
    Duration between(Duration least, Duration most) {
        long from = least.toNanos();
        return Duration.ofNanos(from + random.nextLong(Math.max(1, most.toNanos() - from)));
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    long nanos() {
        return now;
    }

    /// The true time, which is the store's.
    @Override
    public Instant instant() {
        return BEGIN.plusNanos(now);
    }

    Task current() {
        if (current == null) {
            throw new IllegalStateException("no task runs");
        }
        return current;
    }

    void log(Supplier<String> line) {
        if (log != null && log.size() < LOG_MAX) {
            var who = current == null ? "-" : current.name;
            log.add("%12.3f %-18s %s".formatted(now / 1e9, who, line.get()));
        }
    }

    List<String> logged() {
        return log == null ? List.of() : log;
    }

    /// A new task, which begins after `delay`.
    void spawn(String name, @Nullable Place place, Duration delay, Runnable work) {
        wakeAfter(delay, new Task(name, place, work));
    }

    private void wakeAfter(Duration delay, Task task) {
        wakes.add(new Wake(now + delay.toNanos(), random.nextInt(), wakesSoFar++, task));
    }

    /// Lets others run; returns when `time` has passed.
    ///
    /// @throws Killed if the place of the calling task died meanwhile
    void pass(Duration time) {
        var self = current();
        wakeAfter(time, self);
        handOver(self);
        if (ended) {
            throw new Ended();
        }
        checkAlive(self);
    }

    private static void checkAlive(Task task) {
        if (task.place != null && task.place.life() != task.life) {
            throw new Killed();
        }
    }

    /// Runs `call` in another place, as a request does.
    ///
    /// @throws Killed if the place is down or dies meanwhile
    <A> A at(Place place, Supplier<A> call) {
        var self = current();
        var place0 = self.place;
        int life0 = self.life;
        self.place = place;
        self.life = place.life();
        try {
            return call.get();
        } finally {
            self.place = place0;
            self.life = life0;
        }
    }

    /// Runs until [#end], or until nobody has anything to do any more.
    ///
    /// @throws Throwable what a task failed with
    void run() throws Throwable {
        handOver(null);
        over.await();
        if (failure != null) {
            throw failure;
        }
    }

    /// Every task ends at its next step.
    void end() {
        ended = true;
    }

    void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
        end();
    }

    /// @param self who waits for his next wake; null if he does not come back
    private void handOver(@Nullable Task self) {
        var next = next();
        if (next == null) {
            current = null;
            over.countDown();
            return;
        }
        if (next == self) {
            current = self;
            return;
        }
        current = next;
        next.resume();
        if (self != null) {
            self.awaitTurn();
        }
    }

    private @Nullable Task next() {
        while (true) {
            var wake = wakes.poll();
            if (wake == null) {
                return null;
            }
            now = Math.max(now, wake.at());
            var place = wake.task().place;
            if (ended || place == null || place.pausedUntil() <= now) {
                return wake.task();
            }
            wakes.add(
                    new Wake(
                            place.pausedUntil() + random.nextInt(1_000_000),
                            wake.tie(),
                            wake.number(),
                            wake.task()));
        }
    }
}

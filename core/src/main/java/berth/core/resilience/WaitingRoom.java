package berth.core.resilience;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A bounded number of places for work, and a bounded room before it. Who waits longer than it is
/// worth is sent away, and when more than half of the room is taken the newest goes first: in a
/// crowd the oldest have given up already, and serving them first would serve nobody in time.
///
/// Callable from any thread; blocks.
///
/// Source: reliability, section 10 (admission queue).
public final class WaitingRoom {
    private final int waitingMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int free;

    /// @param places how many may be at work at once
    /// @param waitingMax how many may wait; who comes then is sent away at once
    public WaitingRoom(int places, int waitingMax) {
        if (places < 1 || waitingMax < 0) {
            throw new IllegalArgumentException("a room without a place");
        }
        this.free = places;
        this.waitingMax = waitingMax;
    }

    private static final class Waiter {
        private final Condition called;
        private boolean hasPlace;

        private Waiter(Condition called) {
            this.called = called;
        }
    }

    /// Takes a place, waiting for it if need be.
    ///
    /// @return false if there was none in time; otherwise [#leave] gives it back
    public boolean enter(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return true;
            }
            if (waiting.size() >= waitingMax) {
                return false;
            }
            return await(new Waiter(lock.newCondition()), patience);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Waiter waiter, Duration patience) throws InterruptedException {
        waiting.addLast(waiter);
        long left = patience.toNanos();
        try {
            while (!waiter.hasPlace && left > 0) {
                left = waiter.called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            if (waiter.hasPlace) {
                next();
            }
            throw e;
        } finally {
            waiting.remove(waiter);
        }
        return waiter.hasPlace;
    }

    /// Gives a place back.
    public void leave() {
        lock.lock();
        try {
            next();
        } finally {
            lock.unlock();
        }
    }

    private void next() {
        var next = waiting.size() * 2 > waitingMax ? waiting.pollLast() : waiting.pollFirst();
        if (next == null) {
            free++;
        } else {
            next.hasPlace = true;
            next.called.signal();
        }
    }

    /// How many wait.
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}

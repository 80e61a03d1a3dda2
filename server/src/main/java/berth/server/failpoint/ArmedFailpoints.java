package berth.server.failpoint;

import berth.core.failpoint.Failpoints;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries out one order, once.
final class ArmedFailpoints implements Failpoints {
    /// What breaking needs of the world.
    interface World {
        /// Does not return.
        void halt();

        void sleep(Duration time) throws InterruptedException;
    }

    private final FailpointOrder order;
    private final World world;
    private final AtomicInteger reached = new AtomicInteger();

    ArmedFailpoints(FailpointOrder order, World world) {
        this.order = order;
        this.world = world;
    }

    @Override
    public void reach(String name) {
        if (!name.equals(order.name()) || reached.incrementAndGet() != order.nth()) {
            return;
        }
        switch (order.deed()) {
            case FailpointOrder.Deed.Exit() -> world.halt();
            case FailpointOrder.Deed.Fail() -> throw new InjectedFailure(name);
            case FailpointOrder.Deed.Delay(var time) -> sleep(time);
        }
    }

    private void sleep(Duration time) {
        try {
            world.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // somebody wants an end: the delay is over
        }
    }
}

package berth.server.failpoint;

import berth.core.failpoint.Failpoints;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries out orders, each once.
final class ArmedFailpoints implements Failpoints {
    /// What breaking needs of the world.
    interface World {
        /// Carries out what breaks something, once it is known that it will.
        void fault(String name, Runnable deed);

        /// Does not return.
        void halt();

        void sleep(Duration time) throws InterruptedException;
    }

    private final List<Armed> orders;
    private final World world;

    /// An order and how often its place was reached.
    private record Armed(FailpointOrder order, AtomicInteger reached) {
        boolean isDue(String name) {
            return name.equals(order.name()) && reached.incrementAndGet() == order.nth();
        }
    }

    ArmedFailpoints(List<FailpointOrder> orders, World world) {
        this.orders = orders.stream().map(order -> new Armed(order, new AtomicInteger())).toList();
        this.world = world;
    }

    @Override
    public void reach(String name) {
        // All of them count before one is carried out: that may take long.
        var due = orders.stream().filter(armed -> armed.isDue(name)).toList();
        due.forEach(armed -> breakAt(name, armed.order().deed()));
    }

    private void breakAt(String name, FailpointOrder.Deed deed) {
        switch (deed) {
            case FailpointOrder.Deed.Exit() -> world.fault(name, world::halt);
            case FailpointOrder.Deed.Fail() -> {
                world.fault(name, () -> {});
                throw new InjectedFailure(name);
            }
            case FailpointOrder.Deed.Delay(var time) -> {
                world.fault(name, () -> {});
                sleep(time);
            }
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

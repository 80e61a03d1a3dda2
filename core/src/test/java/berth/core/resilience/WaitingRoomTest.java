package berth.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

@Timeout(60)
class WaitingRoomTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LinkedBlockingQueue<String> entered = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whoFindsAPlaceDoesNotWait() throws Exception {
        var room = new WaitingRoom(2, 0);

        assertThat(room.enter(Duration.ZERO)).isTrue();
        assertThat(room.enter(Duration.ZERO)).isTrue();
        assertThat(room.enter(LONG)).as("no place, and no room to wait in").isFalse();
        room.leave();
        assertThat(room.enter(Duration.ZERO)).isTrue();
    }

    @Test
    void whoWaitsInVainIsSentAway() throws Exception {
        var room = new WaitingRoom(1, 5);
        room.enter(LONG);

        assertThat(room.enter(Duration.ofMillis(1))).isFalse();
        assertThat(room.waiting()).isZero();
        room.leave();
        assertThat(room.enter(Duration.ZERO)).isTrue();
    }

    @Test
    void inASmallCrowdTheOldestIsNext() throws Exception {
        assertThat(order(new WaitingRoom(1, 6), 3)).containsExactly("1", "2", "3");
    }

    /// The oldest of a crowd will soon have given up.
    @Test
    void inALargeCrowdTheNewestIsNext() throws Exception {
        assertThat(order(new WaitingRoom(1, 4), 4)).containsExactly("4", "3", "1", "2");
    }

    @Test
    void aPlaceIsNotLostWithAnInterruptedWaiter() throws Exception {
        var room = new WaitingRoom(1, 4);
        room.enter(LONG);
        var waiter = waits(room, "1");
        waiter.cancel(true);
        while (room.waiting() > 0) {
            Thread.onSpinWait();
        }
        room.leave();

        assertThat(room.enter(Duration.ZERO)).isTrue();
    }

    private List<String> order(WaitingRoom room, int waiters) throws Exception {
        room.enter(LONG);
        for (int i = 1; i <= waiters; i++) {
            var _ = waits(room, Integer.toString(i));
            while (room.waiting() < i) {
                Thread.onSpinWait();
            }
        }
        var order = new ArrayList<String>();
        for (int i = 0; i < waiters; i++) {
            room.leave();
            order.add(entered.take());
        }
        return order;
    }

    private Future<?> waits(WaitingRoom room, String name) {
        return threads.submit(
                () -> {
                    if (room.enter(LONG)) {
                        entered.put(name);
                    }
                    return null;
                });
    }
}

package berth.net.mqtt;

import berth.net.link.ByteLink;
import berth.net.mqtt.MqttConversation.MqttAnswer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Answers that are not due yet. They go out in the order they came. On the session's thread.
final class HeldAnswers {
    private record Held(MqttAnswer answer, long due) {}

    private final ByteLink link;
    private final LongSupplier nanos;
    private final Consumer<MqttAnswer> send;
    private final Queue<Held> held = new ArrayDeque<>(1);
    private boolean timerSet;
    private boolean over;

    HeldAnswers(ByteLink link, LongSupplier nanos, Consumer<MqttAnswer> send) {
        this.link = link;
        this.nanos = nanos;
        this.send = send;
    }

    int size() {
        return held.size();
    }

    /// @param due by the clock
    void hold(MqttAnswer answer, long due) {
        held.add(new Held(answer, due));
        release();
    }

    /// Nothing is sent any more.
    void end() {
        over = true;
        held.clear();
    }

    private void release() {
        while (!timerSet && !held.isEmpty() && !over) {
            Held next = held.element();
            long rest = next.due() - nanos.getAsLong();
            if (rest > 0) {
                timerSet = true;
                link.later(Duration.ofNanos(rest), this::timeHasCome);
            } else {
                held.remove();
                send.accept(next.answer());
            }
        }
    }

    private void timeHasCome() {
        timerSet = false;
        release();
    }
}

package berth.cli.load;

import berth.cli.fleet.mqtt.MqttPublisher;
import berth.core.id.ByteString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// The same load on any MQTT server: connections, messages, connections that rest.
///
/// @param connecting makes the n-th connection
/// @param topic of the n-th connection
record Publishers(ServerUnderLoad server, Connecting connecting, IntFunction<String> topic) {
    private static final int AT_ONCE = 16;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final ByteString PAYLOAD =
            ByteString.of(
                    "{\"temperature\":21.5,\"humidity\":40.25,\"at\":\"2026-11-21T00:00:00Z\"}"
                            .getBytes(StandardCharsets.UTF_8));

    @FunctionalInterface
    interface Connecting {
        MqttPublisher open(int number) throws IOException, GeneralSecurityException;
    }

    /// What something cost.
    ///
    /// @param count how often it was done
    /// @param processor time of the server
    record Cost(int count, Duration processor, Duration elapsed) {
        double perProcessorSecond() {
            return count / Math.max(processor.toNanos() / 1e9, 0.01);
        }

        double perSecond() {
            return count / (elapsed.toNanos() / 1e9);
        }
    }

    @FunctionalInterface
    interface Step<T> {
        T done(int number) throws Exception;
    }

    /// Does something many times, some at once.
    static <T> List<T> all(int count, int atOnce, Step<T> step) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<T> one = () -> step.done(number);
                running.add(threads.submit(one));
            }
            var done = new ArrayList<T>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load broke: " + e.getCause(), e.getCause());
        }
    }

    /// What `work` costs the server.
    Cost cost(int count, Work work) throws InterruptedException {
        var before = server.processorTime();
        long start = System.nanoTime();
        work.run();
        return new Cost(
                count,
                server.processorTime().minus(before),
                Duration.ofNanos(System.nanoTime() - start));
    }

    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /// Opens connections, which are left open.
    List<MqttPublisher> connected(int from, int count) throws InterruptedException {
        return all(count, AT_ONCE, number -> connecting.open(from + number));
    }

    /// Publishes on open connections, all at once.
    ///
    /// @param messages on each
    void publish(List<MqttPublisher> open, int messages, int window) throws InterruptedException {
        all(
                open.size(),
                open.size(),
                number -> {
                    open.get(number)
                            .publish(topic.apply(number), PAYLOAD, messages, window, TIMEOUT);
                    return number;
                });
    }
}

package berth.connector.kafka;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Records that are under way together, and what is known of them. Told by the client's own thread,
/// awaited by the one that sends.
final class Flight {
    private final CountDownLatch open;
    private final Runnable whenFirstFails;
    private @Nullable Exception failure;
    private @Nullable Poison poison;

    private record Poison(int index, Exception problem) {}

    /// @param whenFirstFails called at most once, by the thread that tells of the first failure and
    ///   before it does anything else
    Flight(int records, Runnable whenFirstFails) {
        this.open = new CountDownLatch(records);
        this.whenFirstFails = whenFirstFails;
    }

    /// Record `index` is there, or not and why.
    void told(int index, @Nullable Exception problem) {
        if (problem != null) {
            failed(index, problem);
        }
        open.countDown();
    }

    /// A record was kept back because of a failure.
    void notSent() {
        open.countDown();
    }

    private void failed(int index, Exception problem) {
        boolean first;
        synchronized (this) {
            first = failure == null;
            if (first) {
                failure = problem;
            }
            if (poison == null && isPoison(problem)) {
                poison = new Poison(index, problem);
            }
        }
        if (first) {
            whenFirstFails.run();
        }
    }

    /// It depends on nothing but the record and the topic's settings.
    private static boolean isPoison(Exception problem) {
        return problem instanceof RecordTooLargeException
                || problem instanceof InvalidRecordException
                || problem instanceof InvalidTimestampException;
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /// @return false if something is still unknown after `millis`
    boolean await(long millis) throws InterruptedException {
        return open.await(millis, TimeUnit.MILLISECONDS);
    }

    /// What is known now.
    synchronized Delivery delivery(Redaction redaction) {
        if (poison != null) {
            return new Delivery.Poisoned(poison.index(), redaction.apply(reason(poison.problem())));
        }
        if (failure != null) {
            return new Delivery.Failed(redaction.apply(reason(failure)));
        }
        return open.getCount() == 0
                ? new Delivery.All()
                : new Delivery.Failed("no answer from Kafka's client");
    }

    /// Kafka's messages often say little without their class.
    static String reason(Throwable problem) {
        var text = problem.getClass().getSimpleName() + ": " + problem.getMessage();
        var cause = problem.getCause();
        return cause == null ? text : text + "; " + reason(cause);
    }
}

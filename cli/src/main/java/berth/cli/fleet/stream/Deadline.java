package berth.cli.fleet.stream;

import java.net.SocketTimeoutException;
import java.time.Duration;

/// When an exchange of several reads has to be over, measured by the machine's own clock because
/// sockets are.
///
/// @param allowed for the message only
/// @param endNanos as [System#nanoTime]
public record Deadline(Duration allowed, long endNanos) {
    public static Deadline in(Duration time) {
        return new Deadline(time, System.nanoTime() + time.toNanos());
    }

    /// What is left of it.
    ///
    /// @throws SocketTimeoutException when nothing is
    public Duration remaining() throws SocketTimeoutException {
        long nanos = endNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException(
                    "no answer within %d ms".formatted(allowed.toMillis()));
        }
        return Duration.ofNanos(nanos);
    }
}

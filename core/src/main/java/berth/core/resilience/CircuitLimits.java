package berth.core.resilience;

import java.time.Duration;

/// When a [Circuit] opens and for how long.
///
/// @param failuresInARow that open it
/// @param window how many of the latest calls are remembered, at most 64
/// @param failuresInWindow that open it once the window is full
/// @param rest before a probe may go out, and how long one may take
///
///   Source: reliability, section 4.1.
public record CircuitLimits(int failuresInARow, int window, int failuresInWindow, Duration rest) {
    public static final CircuitLimits DEFAULT =
            new CircuitLimits(5, 20, 10, Duration.ofSeconds(30));

    public CircuitLimits {
        boolean counts =
                failuresInARow >= 1
                        && window >= 1
                        && window <= Long.SIZE
                        && failuresInWindow >= 1
                        && failuresInWindow <= window;
        if (!counts || !rest.isPositive()) {
            throw new IllegalArgumentException("not the limits of a circuit");
        }
    }
}

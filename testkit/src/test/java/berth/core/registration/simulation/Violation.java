package berth.core.registration.simulation;

import java.io.Serial;

/// An invariant that did not hold. Named after reliability, section 6.
final class Violation extends AssertionError {
    @Serial private static final long serialVersionUID = 1L;

    Violation(String invariant, String what) {
        super(invariant + ": " + what);
    }
}

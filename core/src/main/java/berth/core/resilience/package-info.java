/// Patience as values that are told the time: they decide, they never sleep.
@NullMarked
package berth.core.resilience;

import org.jspecify.annotations.NullMarked;

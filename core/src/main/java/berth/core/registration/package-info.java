/// One registration from the first request to `assigned`: admission, the operation's pure state
/// machine, the driver that runs it, and the port of the store that keeps it.
@NullMarked
package berth.core.registration;

import org.jspecify.annotations.NullMarked;

/// What becomes of telemetry: into the log, out of it, and away when it is old.
@NullMarked
package berth.hub.telemetry;

import org.jspecify.annotations.NullMarked;

/// How near the linked hubs are, measured from this node in the background. It knows how to time a
/// connection; it must not know what is decided by it.
@NullMarked
package berth.connector.latency;

import org.jspecify.annotations.NullMarked;

/// Brings what happens in the hubs to those who subscribed to it: in the order of each device's
/// events, at least once, and never one subscription at another's expense. Knows targets by their
/// port only.
@NullMarked
package berth.hub.event;

import org.jspecify.annotations.NullMarked;

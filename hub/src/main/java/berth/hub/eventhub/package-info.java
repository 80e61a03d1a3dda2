/// The telemetry of the hubs as an event hub that stock consumers read over AMQP: partitions, and
/// the management node that tells about them. Knows how a connection is proven and what it may do
/// by the word of whoever leads the connection; changes nothing.
@NullMarked
package berth.hub.eventhub;

import org.jspecify.annotations.NullMarked;

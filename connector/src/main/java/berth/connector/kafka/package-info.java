/// Telemetry and events into a Kafka cluster of the operator's. It knows what a record looks like
/// and when it is there; it must not know who sends, nor how far he has come.
///
/// Nothing but this room knows Kafka's client.
@NullMarked
package berth.connector.kafka;

import org.jspecify.annotations.NullMarked;

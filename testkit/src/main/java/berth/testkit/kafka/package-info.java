/// A real Kafka broker for tests, without containers, in a process of its own that can be killed.
///
/// The broker's jars are not ours to pass on: the module whose tests start one names
/// `org.apache.kafka:kafka_2.13` in its own pom. Knows nothing of what is sent.
@NullMarked
package berth.testkit.kafka;

import org.jspecify.annotations.NullMarked;

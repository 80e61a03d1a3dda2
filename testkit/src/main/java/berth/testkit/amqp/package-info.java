/// An AMQP client without a network: what a device would send, as bytes. Knows no server.
@NullMarked
package berth.testkit.amqp;

import org.jspecify.annotations.NullMarked;

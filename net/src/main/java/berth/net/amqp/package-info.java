/// AMQP 1.0 as a session over byte links: headers, SASL, frames, links, settlement, limits and
/// deadlines. What is said over it is an [AmqpEndpoint]'s business, and what a device is nobody
/// here knows. The only room that knows proton-j, which is used as an engine without sockets.
@NullMarked
package berth.net.amqp;

import org.jspecify.annotations.NullMarked;

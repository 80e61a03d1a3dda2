/// The device endpoint over AMQP 1.0: SASL, links and messages. What a connection proves at its
/// start lets it in; each request is judged again. Source: dps-device-protocol, section 3.
@NullMarked
package berth.endpoint.device.amqp;

import org.jspecify.annotations.NullMarked;

/// The device contract over AMQP 1.0, as a client speaks it: Qpid Proton's engine, pumped by the
/// device's own thread.
///
/// Source: dps-device-protocol, section 3.
@NullMarked
package berth.cli.fleet.amqp;

import org.jspecify.annotations.NullMarked;

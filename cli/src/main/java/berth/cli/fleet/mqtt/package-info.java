/// The device contract over MQTT 3.1.1, as a client speaks it.
///
/// Source: dps-device-protocol, section 2.
@NullMarked
package berth.cli.fleet.mqtt;

import org.jspecify.annotations.NullMarked;

/// The device contract over HTTPS, as a client speaks it.
///
/// Source: dps-device-protocol, section 1.
@NullMarked
package berth.cli.fleet.https;

import org.jspecify.annotations.NullMarked;

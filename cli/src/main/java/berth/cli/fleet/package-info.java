/// Simulated devices: they speak the device contract over real TLS and know nothing of the service
/// but its address, as devices do.
@NullMarked
package berth.cli.fleet;

import org.jspecify.annotations.NullMarked;

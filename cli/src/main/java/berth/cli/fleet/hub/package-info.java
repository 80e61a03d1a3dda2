/// What a simulated device does at its hub after it was assigned, whatever transport it has, and
/// what an operator sees of that.
///
/// Source: iot-hub-protocol, sections 1 to 4.
@NullMarked
package berth.cli.fleet.hub;

import org.jspecify.annotations.NullMarked;

/// The house put together: reads the settings, wires the rooms with constructors, starts and stops
/// them. The only room that knows all others; it decides nothing about devices.
@NullMarked
package berth.server;

import org.jspecify.annotations.NullMarked;

/// Where the transports come together: which channel over which stream a device gets.
@NullMarked
package berth.cli.fleet.connect;

import org.jspecify.annotations.NullMarked;

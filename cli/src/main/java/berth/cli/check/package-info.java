/// Whether a fleet really is where it was told to be: what hubs and service say, and what follows.
@NullMarked
package berth.cli.check;

import org.jspecify.annotations.NullMarked;

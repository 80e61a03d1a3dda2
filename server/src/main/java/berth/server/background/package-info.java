/// Work that no request waits for: reconcilers run by signal and by timer, without arguments.
@NullMarked
package berth.server.background;

import org.jspecify.annotations.NullMarked;

/// This program as another process: how it is started, where it listens, how it says that it is
/// ready, and how it is killed.
@NullMarked
package berth.cli.process;

import org.jspecify.annotations.NullMarked;

/// A server that is killed and started again while a fleet provisions against it.
@NullMarked
package berth.cli.kill;

import org.jspecify.annotations.NullMarked;

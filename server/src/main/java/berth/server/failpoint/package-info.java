/// The ports with places to break them at: decorators that a test build puts around the real ones.
/// A shipped server has them switched off and cannot switch them on.
@NullMarked
package berth.server.failpoint;

import org.jspecify.annotations.NullMarked;

/// Work that outlives the operation that needs it: queued in the transaction that makes it
/// necessary, worked off by any node, dead only with a word to the operator.
@NullMarked
package berth.core.work;

import org.jspecify.annotations.NullMarked;

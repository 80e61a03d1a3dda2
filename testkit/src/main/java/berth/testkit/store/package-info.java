/// The ports of the store in memory, and the contract suites that hold them and the real store to
/// the same behaviour. Knows the core; knows no database.
@NullMarked
package berth.testkit.store;

import org.jspecify.annotations.NullMarked;

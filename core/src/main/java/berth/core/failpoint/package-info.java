/// Places where a test may break the house: between a decision and its commit, between a commit and
/// its answer, before and after every call that leaves it.
///
/// The core only names them. Decorators of the ports reach them, and only a test build can make
/// them do anything; business code knows nothing of them.
///
/// Source: reliability, section 13.
@NullMarked
package berth.core.failpoint;

import org.jspecify.annotations.NullMarked;

/// Names as values: each is checked and folded once, at construction, and cannot be wrong after
/// that. Knows nothing but the JDK.
@NullMarked
package berth.core.id;

import org.jspecify.annotations.NullMarked;

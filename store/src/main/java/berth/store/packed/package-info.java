/// Messages as bytes, as short as they get without compression. Each piece begins with the number
/// of its format and ends with a checksum, so that a byte that changed on the disk is noticed.
@NullMarked
package berth.store.packed;

import org.jspecify.annotations.NullMarked;

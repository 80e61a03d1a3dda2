/// Which hub a device goes to. Pure: given candidates and a registration ID, always the same
/// answer.
@NullMarked
package berth.core.allocation;

import org.jspecify.annotations.NullMarked;

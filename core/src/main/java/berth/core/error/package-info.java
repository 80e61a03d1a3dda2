/// Every number that can leave the house.
@NullMarked
package berth.core.error;

import org.jspecify.annotations.NullMarked;

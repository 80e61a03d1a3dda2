/// Metering: how many operations an instance has performed.
@NullMarked
package berth.core.usage;

import org.jspecify.annotations.NullMarked;

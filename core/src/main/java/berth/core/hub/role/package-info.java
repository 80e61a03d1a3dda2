/// What devices may do at their hub.
@NullMarked
package berth.core.hub.role;

import org.jspecify.annotations.NullMarked;

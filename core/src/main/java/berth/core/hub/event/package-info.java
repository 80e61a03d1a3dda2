/// What happens in a hub, for those who want to be told.
@NullMarked
package berth.core.hub.event;

import org.jspecify.annotations.NullMarked;

/// What a hub remembers of its clients' connections.
@NullMarked
package berth.core.hub.session;

import org.jspecify.annotations.NullMarked;

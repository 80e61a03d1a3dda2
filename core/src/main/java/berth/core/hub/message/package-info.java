/// Messages between devices and the cloud, and the ports of what keeps them. Knows no protocol.
@NullMarked
package berth.core.hub.message;

import org.jspecify.annotations.NullMarked;

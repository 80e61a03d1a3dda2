/// Connections of bytes as a protocol session sees them. Knows no protocol.
@NullMarked
package berth.net.link;

import org.jspecify.annotations.NullMarked;

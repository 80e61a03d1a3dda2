/// The network: listeners, limits, shutdown. The only room that knows Vert.x and Netty; everyone
/// else sees `berth.net.http` and `berth.net.link`.
@NullMarked
package berth.net;

import org.jspecify.annotations.NullMarked;

/// WebSockets as byte links: frames in, bytes out. Knows neither the handshake nor what is spoken.
@NullMarked
package berth.net.websocket;

import org.jspecify.annotations.NullMarked;

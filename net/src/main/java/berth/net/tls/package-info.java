/// TLS: engines, server certificates, and the one trust manager that accepts every client
/// certificate because all judging is done elsewhere.
@NullMarked
package berth.net.tls;

import org.jspecify.annotations.NullMarked;

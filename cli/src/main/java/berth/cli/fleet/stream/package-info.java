/// Bytes to and from a service as a small device has them: blocking sockets with TLS, WebSocket
/// frames within, plain HTTP/1.1. Knows nothing of devices.
@NullMarked
package berth.cli.fleet.stream;

import org.jspecify.annotations.NullMarked;

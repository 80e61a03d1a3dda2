/// The device side of the embedded hub, whatever the protocol: who may connect, what a role allows,
/// one connection a client, twins, telemetry, cloud-to-device messages and direct methods.
/// Protocols translate; they decide nothing.
@NullMarked
package berth.hub.live;

import org.jspecify.annotations.NullMarked;

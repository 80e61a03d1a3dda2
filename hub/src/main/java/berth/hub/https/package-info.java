/// The device side of a hub over HTTPS: telemetry, and cloud-to-device messages for those who ask.
/// Each request stands for itself; none is a connection. Source: iot-hub-protocol, section 4.
@NullMarked
package berth.hub.https;

import org.jspecify.annotations.NullMarked;

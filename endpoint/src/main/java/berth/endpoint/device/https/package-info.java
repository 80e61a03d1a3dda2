/// The device endpoint over HTTPS: routes, headers and status codes. Source: dps-device-protocol,
/// section 1.
@NullMarked
package berth.endpoint.device.https;

import org.jspecify.annotations.NullMarked;

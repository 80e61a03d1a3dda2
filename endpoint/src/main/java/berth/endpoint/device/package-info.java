/// The device endpoint: what every protocol has in common. A protocol reads a request into a
/// [DeviceOperations.Question], asks [DeviceOperations], and gives the [DeviceAnswer] its form; the
/// protocols, one package each, do not know one another. Decisions are the core's; nothing here
/// knows what an enrollment is.
@NullMarked
package berth.endpoint.device;

import org.jspecify.annotations.NullMarked;

/// The embedded IoT hub, usable alone: a device registry with twins behind Azure's service API.
/// Knows nothing of enrollments and registrations; a provisioning service is one more caller.
@NullMarked
package berth.hub;

import org.jspecify.annotations.NullMarked;

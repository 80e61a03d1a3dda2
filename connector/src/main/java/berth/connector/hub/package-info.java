/// Azure IoT Hubs as linked hubs: the registry port over a hub's service REST API.
///
/// What to ask next is decided by values that know no socket ([Provisioning], [Removal],
/// [Switching]); one class speaks HTTP, one reads replies, one keeps the pace. Knows nothing of
/// enrollments and registrations, and of the embedded hub nothing at all.
///
/// Source: reliability, section 4.1; iot-hub-protocol, sections 5, 8 and 9.
@NullMarked
package berth.connector.hub;

import org.jspecify.annotations.NullMarked;

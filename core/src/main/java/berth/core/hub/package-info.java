/// Hubs as the provisioning side sees them (linked hubs, the registry port) and the vocabulary that
/// the embedded hub shares with it: device identities, twins, and the port of the store that keeps
/// them. Knows no protocol.
@NullMarked
package berth.core.hub;

import org.jspecify.annotations.NullMarked;

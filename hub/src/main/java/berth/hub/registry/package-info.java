/// The registry of one embedded hub: identities and twins, changed by operators over the service
/// API and by a provisioning service through [berth.core.hub.HubRegistry]. Every decision is pure
/// and made inside the store's transaction. Knows neither HTTP nor JSON text.
@NullMarked
package berth.hub.registry;

import org.jspecify.annotations.NullMarked;

/// A provisioning service instance: one tenant with its ID scope, hosts, policies and linked hubs.
@NullMarked
package berth.core.instance;

import org.jspecify.annotations.NullMarked;

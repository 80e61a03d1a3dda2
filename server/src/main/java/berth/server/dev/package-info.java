/// The service on a developer's laptop and in CI: its own certificate authority, one instance, its
/// hubs, a file that says when it is ready. Nothing here runs in production.
@NullMarked
package berth.server.dev;

import org.jspecify.annotations.NullMarked;

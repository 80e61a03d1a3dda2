/// The operator's allocation function over HTTPS: our question to it, and what its reply is worth.
/// How a call is kept harmless is the guarded client's business; which hub a device finally gets is
/// the core's.
@NullMarked
package berth.connector.webhook;

import org.jspecify.annotations.NullMarked;

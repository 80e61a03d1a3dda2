/// Real PostgreSQL for tests, without containers: the server that the environment names, else one
/// started from the binaries on the class path. Knows nothing of our schema.
@NullMarked
package berth.testkit.postgres;

import org.jspecify.annotations.NullMarked;

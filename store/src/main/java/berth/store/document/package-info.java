/// The stored form of the core's records: JSON documents of our own spelling, which changes only
/// together with a migration. Knows no SQL and seals nothing; what must be sealed comes out as a
/// document of its own.
@NullMarked
package berth.store.document;

import org.jspecify.annotations.NullMarked;

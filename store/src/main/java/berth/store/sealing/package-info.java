/// Secrets at rest: AES-256-GCM under a data key per scope, the data keys wrapped by a
/// key-encryption key from a file. Bound to the place they were sealed for, so that a sealed value
/// moved to another row does not open. Knows bytes and keys; knows no SQL and no records.
@NullMarked
package berth.store.sealing;

import org.jspecify.annotations.NullMarked;

/// JSON as plain values, so that payloads and twins can be decided about without a JSON library.
/// Reading and writing text is `berth.wire.json`'s business; this package must not know text.
@NullMarked
package berth.core.json;

import org.jspecify.annotations.NullMarked;

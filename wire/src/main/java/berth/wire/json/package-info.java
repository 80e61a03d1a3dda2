/// Documents in Azure's spelling: JSON text to values of the core and back. The only room that
/// knows the JSON library; it must not know who is asking or what the answer will be, and it never
/// decides.
@NullMarked
package berth.wire.json;

import org.jspecify.annotations.NullMarked;

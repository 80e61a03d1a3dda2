/// The only way to hold a secret: a value whose text form is a mask.
@NullMarked
package berth.core.secret;

import org.jspecify.annotations.NullMarked;

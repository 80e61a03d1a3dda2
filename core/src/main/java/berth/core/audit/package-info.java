/// What happened, as it is written down in the transaction that made it happen.
@NullMarked
package berth.core.audit;

import org.jspecify.annotations.NullMarked;

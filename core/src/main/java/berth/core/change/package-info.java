/// How a decision is made inside a store's transaction without the decision knowing the store.
@NullMarked
package berth.core.change;

import org.jspecify.annotations.NullMarked;

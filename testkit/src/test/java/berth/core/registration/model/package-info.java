/// The registration engine in a small world in which everything that can happen happens: the real
/// use cases and transition functions, over a store and hubs that are values.
@NullMarked
package berth.core.registration.model;

import org.jspecify.annotations.NullMarked;

/// What operators write down before a device calls: individual enrollments and enrollment groups,
/// the rules of changing them, and the port of the store that keeps them.
@NullMarked
package berth.core.enrollment;

import org.jspecify.annotations.NullMarked;

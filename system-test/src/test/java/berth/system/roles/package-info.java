/// What devices of every role may do over every transport, tried on the whole house, and the page
/// of the documentation that says so.
@NullMarked
package berth.system.roles;

import org.jspecify.annotations.NullMarked;

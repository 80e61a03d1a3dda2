/// What the house refuses, how, and that it goes on serving: every limit of reliability, section
/// 10, at the doors of a real server.
@NullMarked
package berth.system.limits;

import org.jspecify.annotations.NullMarked;

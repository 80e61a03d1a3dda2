/// Allocation policies as the quickstart shows them: which one the demo enrollments ask for, a
/// function for the custom one, and what came of it. Knows no devices but by their names.
@NullMarked
package berth.cli.allocation;

import org.jspecify.annotations.NullMarked;

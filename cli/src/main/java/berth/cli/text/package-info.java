/// What a terminal shows: tables and progress. Knows nothing of devices.
@NullMarked
package berth.cli.text;

import org.jspecify.annotations.NullMarked;

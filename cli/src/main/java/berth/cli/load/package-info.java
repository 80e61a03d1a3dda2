/// Measures a hub of this program, beside another MQTT server on the same machine in the same run.
@NullMarked
package berth.cli.load;

import org.jspecify.annotations.NullMarked;

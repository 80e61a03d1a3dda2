/// The command line: `berth <command>`, one class a command. Talks to the service as any client
/// does; only `dev` and `quickstart` start one themselves.
@NullMarked
package berth.cli;

import org.jspecify.annotations.NullMarked;

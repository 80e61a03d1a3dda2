/// What operators do to a running service from the command line: `hubs`, `device`, `work`, `usage`
/// and `allocation`. Speaks to the service operations endpoint and to nothing else.
@NullMarked
package berth.cli.operate;

import org.jspecify.annotations.NullMarked;

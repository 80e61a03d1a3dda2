/// HTTP as an endpoint sees it: whole requests in, whole replies out, blocking, on a virtual
/// thread. Knows nothing of what the requests mean.
@NullMarked
package berth.net.http;

import org.jspecify.annotations.NullMarked;

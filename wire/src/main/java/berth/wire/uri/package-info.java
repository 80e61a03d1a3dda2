/// Percent-encoding (RFC 3986), which paths, topics, user names and tokens share. Knows text only.
@NullMarked
package berth.wire.uri;

import org.jspecify.annotations.NullMarked;

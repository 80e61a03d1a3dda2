/// The rules of device twins: merging, replacing, metadata, versions and limits. Pure: told the
/// time, holds nothing, knows no store and no text form of JSON.
@NullMarked
package berth.hub.twin;

import org.jspecify.annotations.NullMarked;

/// The hub's service API over HTTP, wire-compatible with Azure's: routes, access, conditional
/// requests, documents and errors. Knows the registry; decides nothing about devices itself.
@NullMarked
package berth.hub.endpoint;

import org.jspecify.annotations.NullMarked;

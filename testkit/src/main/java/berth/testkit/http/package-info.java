/// HTTP servers that misbehave as told. They play the systems Berth calls: allocation functions,
/// hubs, asset systems. They must not know which of them they are.
@NullMarked
package berth.testkit.http;

import org.jspecify.annotations.NullMarked;

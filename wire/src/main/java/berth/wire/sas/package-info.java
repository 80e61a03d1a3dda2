/// Shared access signatures as text: reading what clients send, writing what ours send. Takes apart
/// and puts together; whether a token is good is for the core to say.
@NullMarked
package berth.wire.sas;

import org.jspecify.annotations.NullMarked;

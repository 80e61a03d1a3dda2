/// Events over HTTPS to a receiver an operator named: the handshake by which the receiver says that
/// it wants them, the signature by which it knows them, and what its answers are worth. When an
/// event is told again or given up is the hub's business.
@NullMarked
package berth.connector.eventhook;

import org.jspecify.annotations.NullMarked;

/// How a device proves who it is: what an enrollment expects, what a device presents, and the
/// judgement of one against the other. A new attestation type starts here: a case of [Attestation],
/// a case of [Evidence], and one attestor. Touches no store and no socket.
@NullMarked
package berth.core.attestation;

import org.jspecify.annotations.NullMarked;

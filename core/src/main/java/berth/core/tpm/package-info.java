/// TPM 2.0 structures and the one computation a provisioning service does with them: giving a TPM a
/// key that only this TPM can use. Bytes in, bytes out; all randomness is a parameter. Who is given
/// a key, and when, is decided elsewhere.
///
/// Source: dps-device-protocol, sections 4.4 and 4.5; TCG, "TPM 2.0 Library", parts 1 and 2.
@NullMarked
package berth.core.tpm;

import org.jspecify.annotations.NullMarked;

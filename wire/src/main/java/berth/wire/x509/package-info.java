/// Certificates and private keys as text, and the making of certificates.
///
/// Knows the forms in which the service API and files carry a certificate and how Azure describes
/// one. Issues certificates for the development authority and for simulated fleets. Judges nothing:
/// that is the core's attestation room.
@NullMarked
package berth.wire.x509;

import org.jspecify.annotations.NullMarked;

/// Certificates that no careful authority would issue: expired, weak, misused, malformed.
///
/// Proper ones come from [berth.wire.x509.CertificateIssuer].
@NullMarked
package berth.testkit.x509;

import org.jspecify.annotations.NullMarked;

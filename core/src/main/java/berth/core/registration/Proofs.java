package berth.core.registration;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.attestation.Attestation;
import berth.core.attestation.Evidence;
import berth.core.id.ByteString;

import java.security.cert.CertificateEncodingException;

/// What is kept of a device's evidence, for an allocation function to read.
final class Proofs {
    private Proofs() {}

    /// @param expected what the enrollment that admitted the device asks for
    static DeviceProof of(Evidence evidence, Attestation expected) {
        return switch (evidence) {
            case Evidence.Certificates chain -> new DeviceProof.X509(encoded(chain));
            case Evidence.TpmKeys _ -> new DeviceProof.Tpm();
            case Evidence.Token _, Evidence.Nothing _ ->
                    expected instanceof Attestation.Tpm
                            ? new DeviceProof.Tpm()
                            : new DeviceProof.SymmetricKey();
        };
    }

    private static ByteString encoded(Evidence.Certificates chain) {
        try {
            return ByteString.of(chain.leaf().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a judged certificate has an encoding", e);
        }
    }
}

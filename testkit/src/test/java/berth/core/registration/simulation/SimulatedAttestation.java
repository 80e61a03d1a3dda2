package berth.core.registration.simulation;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentStore;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// Believes what devices say of themselves, unless they say that they lie. The individual
/// enrollment comes first, then the group, if the device knows the group's secret.
record SimulatedAttestation(EnrollmentStore enrollments) implements DeviceAttestation {
    static final EnrollmentGroupId GROUP = new EnrollmentGroupId("fleet");
    static final String LIE = "a lie";
    static final String OF_GROUP = "group ";

    @Override
    public Verdict judge(
            IdScope scope, RegistrationId id, String spelling, Evidence evidence, Instant at) {
        var said = evidence instanceof Evidence.Nothing(var hint) ? hint : LIE;
        Optional<? extends Enrollment> enrollment = enrollments.individual(scope, id);
        if (enrollment.isEmpty() && said.startsWith(OF_GROUP)) {
            enrollment = enrollments.group(scope, GROUP);
        }
        if (enrollment.isEmpty() || said.equals(LIE)) {
            return new Verdict.Refused(ServiceError.UNAUTHORIZED, "simulated");
        }
        var print = print(id, said);
        return new Verdict.Proven(
                enrollment.get(), new DeviceAuthentication.Thumbprints(print, print), print);
    }

    private static ByteString print(RegistrationId id, String said) {
        return ByteString.sha256((id + "/" + said).getBytes(StandardCharsets.UTF_8));
    }
}

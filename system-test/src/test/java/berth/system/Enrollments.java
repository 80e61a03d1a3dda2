package berth.system;

import com.microsoft.azure.sdk.iot.provisioning.service.configs.AllocationPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.Attestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentGroup;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.IndividualEnrollment;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinCollection;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TwinState;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Enrollments as operators write them with Microsoft's service client.
final class Enrollments {
    private Enrollments() {}

    static IndividualEnrollment individual(String registrationId, Attestation attestation) {
        return new IndividualEnrollment(registrationId, attestation);
    }

    /// For one hub, with a twin of [#twin].
    static IndividualEnrollment individual(
            String registrationId, Attestation attestation, String hub) {
        var enrollment = individual(registrationId, attestation);
        enrollment.setAllocationPolicy(AllocationPolicy.STATIC);
        enrollment.setIotHubs(List.of(hub));
        enrollment.setInitialTwin(twin());
        return enrollment;
    }

    static EnrollmentGroup group(String groupId, Attestation attestation) {
        return new EnrollmentGroup(groupId, attestation);
    }

    /// For one hub, with a twin of [#twin].
    static EnrollmentGroup group(String groupId, Attestation attestation, String hub) {
        var group = group(groupId, attestation);
        group.setAllocationPolicy(AllocationPolicy.STATIC);
        group.setIotHubs(List.of(hub));
        group.setInitialTwin(twin());
        return group;
    }

    /// Tag `site` is `hall4`, desired property `rate` is 30.
    private static TwinState twin() {
        var tags = new TwinCollection();
        tags.put("site", "hall4");
        var desired = new TwinCollection();
        desired.put("rate", 30);
        return new TwinState(tags, desired);
    }

    static Attestation clientCertificate(X509Certificate certificate)
            throws CertificateEncodingException {
        return X509Attestation.createFromClientCertificates(TestAuthority.pem(certificate));
    }

    static Attestation signingCertificate(X509Certificate certificate)
            throws CertificateEncodingException {
        return X509Attestation.createFromRootCertificates(TestAuthority.pem(certificate));
    }
}

package berth.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.net.tls.TlsEngine;

import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;
import com.microsoft.azure.sdk.iot.provisioning.service.Query;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.AllocationPolicy;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkEnrollmentOperationError;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.BulkOperationMode;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.DeviceRegistrationState;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentGroup;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.IndividualEnrollment;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QueryResultType;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecification;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.QuerySpecificationBuilder;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TpmAttestation;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientBadFormatException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientBadUsageException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientPreconditionFailedException;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientUnathorizedException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Microsoft's service client for operators, unmodified: what it can do, and which of its
/// exceptions says what. All tests share one server and keep to records of their own.
final class StockServiceClientIT {
    @TempDir private static Path folder;

    private static BerthFixture berth;
    private static ProvisioningServiceClient service;

    @BeforeAll
    static void start() {
        berth = BerthFixture.start(folder, TlsEngine.BORINGSSL);
        service = berth.service();
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    @Test
    void aSymmetricKeyEnrollmentIsCreatedReadUpdatedAndDeleted() throws Exception {
        var keys = Keys.fresh();
        var draft =
                Enrollments.individual("crud-key", keys.attestation(), berth.hubHosts().getFirst());
        draft.setDeviceId("crud-key-device");

        var created = service.createOrUpdateIndividualEnrollment(draft);

        assertThat(created.getEtag()).isNotEmpty();
        assertThat(created.getCreatedDateTimeUtc()).isEqualTo(created.getLastUpdatedDateTimeUtc());
        assertThat(keys(created.getAttestation())).isEqualTo(keys);

        var read = service.getIndividualEnrollment("crud-key");

        assertThat(read.getEtag()).isEqualTo(created.getEtag());
        assertThat(read.getDeviceId()).isEqualTo("crud-key-device");
        assertThat(read.getProvisioningStatus()).isEqualTo(ProvisioningStatus.ENABLED);
        assertThat(read.getAllocationPolicy()).isEqualTo(AllocationPolicy.STATIC);
        assertThat(read.getIotHubs()).containsExactly(berth.hubHosts().getFirst());
        assertThat(read.getInitialTwin().getTags()).containsEntry("site", "hall4");
        assertThat(read.getDeviceRegistrationState().getStatus())
                .isEqualTo(EnrollmentStatus.UNASSIGNED);

        read.setProvisioningStatus(ProvisioningStatus.DISABLED);
        var updated = service.createOrUpdateIndividualEnrollment(read);

        assertThat(updated.getEtag()).isNotEqualTo(created.getEtag());
        assertThat(updated.getProvisioningStatus()).isEqualTo(ProvisioningStatus.DISABLED);
        assertThat(updated.getCreatedDateTimeUtc()).isEqualTo(created.getCreatedDateTimeUtc());
        assertThat(
                        keys(
                                service.getIndividualEnrollmentAttestationMechanism("crud-key")
                                        .getAttestation()))
                .isEqualTo(keys);

        service.deleteIndividualEnrollment(updated);

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getIndividualEnrollment("crud-key"))
                .withMessageContaining("404201");
    }

    @Test
    void anX509EnrollmentIsCreatedReadUpdatedAndDeleted() throws Exception {
        var own = TestAuthority.selfSigned("crud-x509").certificate();
        service.createOrUpdateIndividualEnrollment(
                Enrollments.individual("crud-x509", Enrollments.clientCertificate(own)));

        var read = service.getIndividualEnrollment("crud-x509");
        var info = ((X509Attestation) read.getAttestation()).getPrimaryX509CertificateInfo();

        assertThat(info.getSubjectName()).isEqualTo("CN=crud-x509");
        assertThat(info.getSha256Thumbprint()).isEqualTo(TestAuthority.thumbprint(own));
        assertThat(info.getNotAfterUtc()).isEqualTo(own.getNotAfter());
        assertThat(info.getVersion()).isEqualTo(3);

        // carries the certificate's info only, which means: keep it
        read.setDeviceId("renamed");
        var updated = service.createOrUpdateIndividualEnrollment(read);

        assertThat(updated.getDeviceId()).isEqualTo("renamed");
        assertThat(
                        ((X509Attestation) updated.getAttestation())
                                .getPrimaryX509CertificateInfo()
                                .getSha256Thumbprint())
                .isEqualTo(TestAuthority.thumbprint(own));

        service.deleteIndividualEnrollment("crud-x509", updated.getEtag());

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.deleteIndividualEnrollment("crud-x509"));
    }

    @Test
    void aTpmEnrollmentIsCreatedReadAndDeleted() throws Exception {
        var endorsementKey = endorsementKey();
        service.createOrUpdateIndividualEnrollment(
                Enrollments.individual("crud-tpm", new TpmAttestation(endorsementKey)));

        var read = service.getIndividualEnrollment("crud-tpm");

        assertThat(((TpmAttestation) read.getAttestation()).getEndorsementKey())
                .isEqualTo(endorsementKey);

        service.deleteIndividualEnrollment("crud-tpm");

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getIndividualEnrollment("crud-tpm"));
    }

    @Test
    void aSymmetricKeyGroupIsCreatedReadUpdatedAndDeleted() throws Exception {
        var keys = Keys.fresh();
        var created =
                service.createOrUpdateEnrollmentGroup(
                        Enrollments.group(
                                "crud-line", keys.attestation(), berth.hubHosts().getLast()));

        assertThat(keys(created.getAttestation())).isEqualTo(keys);

        var read = service.getEnrollmentGroup("crud-line");
        read.setProvisioningStatus(ProvisioningStatus.DISABLED);
        var updated = service.createOrUpdateEnrollmentGroup(read);

        assertThat(updated.getEtag()).isNotEqualTo(created.getEtag());
        assertThat(updated.getIotHubs()).containsExactly(berth.hubHosts().getLast());
        assertThat(
                        keys(
                                service.getEnrollmentGroupAttestationMechanism("crud-line")
                                        .getAttestation()))
                .isEqualTo(keys);

        service.deleteEnrollmentGroup(updated);

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getEnrollmentGroup("crud-line"))
                .withMessageContaining("404204");
    }

    @Test
    void anX509GroupIsCreatedReadAndDeleted() throws Exception {
        var root = TestAuthority.root("crud plant").certificate();
        service.createOrUpdateEnrollmentGroup(
                Enrollments.group("crud-plant", Enrollments.signingCertificate(root)));

        var read = service.getEnrollmentGroup("crud-plant");

        assertThat(
                        ((X509Attestation) read.getAttestation())
                                .getPrimaryX509CertificateInfo()
                                .getSha256Thumbprint())
                .isEqualTo(TestAuthority.thumbprint(root));

        service.deleteEnrollmentGroup("crud-plant");

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getEnrollmentGroup("crud-plant"));
    }

    @Test
    void keysAreGeneratedForWhoNamesNone() throws Exception {
        service.createOrUpdateIndividualEnrollment(
                Enrollments.individual("keyless", new SymmetricKeyAttestation(null, null)));

        var keys =
                keys(
                        service.getIndividualEnrollmentAttestationMechanism("keyless")
                                .getAttestation());

        assertThat(Base64.getDecoder().decode(keys.primary())).hasSize(64);
        assertThat(Base64.getDecoder().decode(keys.secondary())).hasSize(64);
        assertThat(keys.primary()).isNotEqualTo(keys.secondary());
    }

    /// Other tests write meanwhile: their records may come by, ours must, each once.
    @Test
    void aQueryOfPageSizeOneListsEveryEnrollmentOnce() throws Exception {
        var ids = List.of("page-1", "page-2", "page-3");
        for (var id : ids) {
            service.createOrUpdateIndividualEnrollment(
                    Enrollments.individual(id, Keys.fresh().attestation()));
        }

        var listed =
                pages(
                        service.createIndividualEnrollmentQuery(
                                all(QuerySpecificationBuilder.FromType.ENROLLMENTS), 1),
                        QueryResultType.ENROLLMENT,
                        IndividualEnrollment.class,
                        IndividualEnrollment::getRegistrationId);

        assertThat(listed).containsAll(ids).doesNotHaveDuplicates();
    }

    @Test
    void aQueryOfPageSizeOneListsEveryGroupOnce() throws Exception {
        var ids = List.of("group-page-1", "group-page-2", "group-page-3");
        for (var id : ids) {
            service.createOrUpdateEnrollmentGroup(
                    Enrollments.group(id, Keys.fresh().attestation()));
        }

        var listed =
                pages(
                        service.createEnrollmentGroupQuery(
                                all(QuerySpecificationBuilder.FromType.ENROLLMENT_GROUPS), 1),
                        QueryResultType.ENROLLMENT_GROUP,
                        EnrollmentGroup.class,
                        EnrollmentGroup::getEnrollmentGroupId);

        assertThat(listed).containsAll(ids).doesNotHaveDuplicates();
    }

    @Test
    void aBulkOperationCreatesAndDeletesTwoEnrollments() throws Exception {
        var items =
                List.of(
                        Enrollments.individual("bulk-1", Keys.fresh().attestation()),
                        Enrollments.individual("bulk-2", Keys.fresh().attestation()));

        var created = service.runBulkEnrollmentOperation(BulkOperationMode.CREATE, items);

        assertThat(created.getSuccessful()).isTrue();
        assertThat(created.getErrors()).isEmpty();
        assertThat(service.getIndividualEnrollment("bulk-2").getEtag()).isNotEmpty();

        var deleted = service.runBulkEnrollmentOperation(BulkOperationMode.DELETE, items);

        assertThat(deleted.getSuccessful()).isTrue();
        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getIndividualEnrollment("bulk-1"));
    }

    @Test
    void aBadBulkItemIsReportedAndDoesNotStopTheOthers() throws Exception {
        var existing = Enrollments.individual("bulk-there", Keys.fresh().attestation());
        service.createOrUpdateIndividualEnrollment(existing);

        var result =
                service.runBulkEnrollmentOperation(
                        BulkOperationMode.CREATE,
                        List.of(
                                existing,
                                Enrollments.individual("bulk-new", Keys.fresh().attestation())));

        assertThat(result.getSuccessful()).isFalse();
        assertThat(result.getErrors())
                .singleElement()
                .extracting(
                        BulkEnrollmentOperationError::getRegistrationId,
                        BulkEnrollmentOperationError::getErrorCode)
                .containsExactly("bulk-there", 409201);
        assertThat(service.getIndividualEnrollment("bulk-new").getEtag()).isNotEmpty();
    }

    @Test
    void aRegistrationIsReadListedByItsGroupAndForgotten() throws Exception {
        var keys = Keys.fresh();
        var hub = berth.hubHosts().getFirst();
        service.createOrUpdateEnrollmentGroup(
                Enrollments.group("state-line", keys.attestation(), hub));
        berth.register(StockDevice.symmetricKey("state-1", keys.derived("state-1").primary()));

        var state = service.getDeviceRegistrationState("state-1");

        assertThat(state.getStatus()).isEqualTo(EnrollmentStatus.ASSIGNED);
        assertThat(state.getAssignedHub()).isEqualTo(hub);
        assertThat(state.getDeviceId()).isEqualTo("state-1");
        assertThat(state.getErrorCode()).isNull();
        assertThat(
                        pages(
                                service.createEnrollmentGroupRegistrationStateQuery(
                                        all(
                                                QuerySpecificationBuilder.FromType
                                                        .DEVICE_REGISTRATIONS),
                                        "state-line",
                                        1),
                                QueryResultType.DEVICE_REGISTRATION,
                                DeviceRegistrationState.class,
                                DeviceRegistrationState::getRegistrationId))
                .containsExactly("state-1");

        service.deleteDeviceRegistrationState(state);

        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getDeviceRegistrationState("state-1"))
                .withMessageContaining("404202");
        assertThat(berth.hub(hub).device("state-1").getDeviceId()).isEqualTo("state-1");
    }

    @Test
    void aStaleEtagIsRefused() throws Exception {
        service.createOrUpdateIndividualEnrollment(
                Enrollments.individual("stale", Keys.fresh().attestation()));
        var first = service.getIndividualEnrollment("stale");
        var second = service.getIndividualEnrollment("stale");
        first.setDeviceId("first");
        var written = service.createOrUpdateIndividualEnrollment(first);
        second.setDeviceId("second");

        assertThatExceptionOfType(ProvisioningServiceClientPreconditionFailedException.class)
                .isThrownBy(() -> service.createOrUpdateIndividualEnrollment(second));
        assertThatExceptionOfType(ProvisioningServiceClientPreconditionFailedException.class)
                .isThrownBy(() -> service.deleteIndividualEnrollment(second));
        assertThat(service.getIndividualEnrollment("stale").getEtag()).isEqualTo(written.getEtag());
    }

    @Test
    void creatingWhatExistsIsAConflict() throws Exception {
        var enrollment = Enrollments.individual("twice", Keys.fresh().attestation());
        service.createOrUpdateIndividualEnrollment(enrollment);

        assertThatExceptionOfType(ProvisioningServiceClientBadUsageException.class)
                .isThrownBy(
                        () ->
                                service.createOrUpdateIndividualEnrollment(
                                        Enrollments.individual(
                                                "twice", Keys.fresh().attestation())))
                .withMessageContaining("409201");
    }

    @Test
    void aHubThatIsNotLinkedIsRefused() {
        assertThatExceptionOfType(ProvisioningServiceClientBadFormatException.class)
                .isThrownBy(
                        () ->
                                service.createOrUpdateIndividualEnrollment(
                                        Enrollments.individual(
                                                "stray",
                                                Keys.fresh().attestation(),
                                                "hub.elsewhere.test")))
                .withMessageContaining("400005");
        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> service.getIndividualEnrollment("stray"));
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        var forged =
                new ProvisioningServiceClient(
                        "HostName=%s;SharedAccessKeyName=provisioningserviceowner;SharedAccessKey=%s"
                                .formatted(berth.host(), Keys.freshKey()));

        assertThatExceptionOfType(ProvisioningServiceClientUnathorizedException.class)
                .isThrownBy(() -> forged.getIndividualEnrollment("anything"))
                .withMessageContaining("401002");
    }

    private static Keys keys(Object attestation) {
        var keys = (SymmetricKeyAttestation) attestation;
        return new Keys(keys.getPrimaryKey(), keys.getSecondaryKey());
    }

    private static QuerySpecification all(QuerySpecificationBuilder.FromType from) {
        return new QuerySpecificationBuilder("*", from).createSqlQuery();
    }

    private static <T> List<String> pages(
            Query query, QueryResultType type, Class<T> item, Function<T, String> id) {
        var ids = new ArrayList<String>();
        while (query.hasNext()) {
            var page = query.next();
            assertThat(page.getType()).isEqualTo(type);
            assertThat(page.getItems()).hasSizeLessThanOrEqualTo(1);
            for (var one : page.getItems()) {
                ids.add(id.apply(item.cast(one)));
            }
        }
        return ids;
    }

    /// The public area of an RSA-2048 endorsement key after the TCG's default template, with random
    /// bytes for a modulus. Source: dps-device-protocol, section 4.4.
    private static String endorsementKey() {
        var modulus = new byte[256];
        RandomGenerator.getDefault().nextBytes(modulus);
        var area =
                HexFormat.of()
                        .parseHex(
                                "013a0001000b000300b20020"
                                        + "837197674484b3f81a90cc8d46a5d724"
                                        + "fd52d76e06520b64f2a1da1b331469aa"
                                        + "00060080004300100800000000000100");
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(316).put(area).put(modulus).array());
    }
}

package berth.testkit.store;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.audit.AuditEvent;
import berth.core.audit.Caller;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceTwin;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.hub.TwinSection;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.Admission;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Operation;
import berth.core.registration.Placement;
import berth.core.registration.RegisterCommand;
import berth.core.registration.Registration;
import berth.core.registration.Substatus;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.testkit.x509.TestCertificates;

import java.math.BigDecimal;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Records to store, with every member filled somewhere. Times have microseconds and no less.
public final class Samples {
    public static final Instant NOW = Instant.parse("2030-01-01T08:15:30.123456Z");

    /// Past for every store under test, whatever its clock.
    public static final Instant DUE = Instant.parse("2020-01-01T00:00:00Z");

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    /// A scope that no other test uses, so that tests can share a store.
    public static IdScope freshScope() {
        return new IdScope("SCOPE" + NEXT.incrementAndGet());
    }

    /// A hub that no other test uses.
    public static HubHostName freshHub() {
        return new HubHostName("hub" + NEXT.incrementAndGet() + ".berth.example");
    }

    public static AuditEvent event(Object scope, String action, String target) {
        return new AuditEvent(
                NOW,
                scope.toString(),
                "policy:owner",
                "192.0.2.7",
                action,
                target,
                "ok",
                "track-1");
    }

    public ETag etag() {
        return ETag.fresh(random);
    }

    public SymmetricKeys keys() {
        return SymmetricKeys.generate(random);
    }

    public static JsonObject object(String name, JsonValue value) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(name, value);
        return new JsonObject(members);
    }

    /// JSON of every kind, with digits and letters that are easily lost.
    public static JsonObject json() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("zulu", new JsonString("Käse \u0000 \uD83D\uDE00 \" \\"));
        members.put("alpha", new JsonNumber(new BigDecimal("1.2300E+5")));
        members.put("none", JsonNull.NULL);
        members.put("yes", JsonBoolean.TRUE);
        members.put(
                "list", new JsonArray(List.of(JsonNumber.of(1), object("deep", JsonNull.NULL))));
        return new JsonObject(members);
    }

    public EnrollmentSettings settings() {
        return new EnrollmentSettings(
                ProvisioningStatus.ENABLED,
                true,
                new InitialTwin(json(), object("interval", JsonNumber.of(5))),
                new ReprovisionPolicy(true, false),
                AllocationPolicy.CUSTOM,
                List.of(new HubHostName("one.example.net"), new HubHostName("two.example.net")),
                new HubHostName("legacy.example.net"),
                new CustomAllocationDefinition("https://f.example/api?code=s3cret", "2019-03-31"));
    }

    public IndividualEnrollment individual(
            IdScope scope, String spelling, Attestation attestation) {
        return new IndividualEnrollment(
                scope,
                new RegistrationId(spelling),
                spelling,
                new DeviceId("Device-1"),
                attestation,
                settings(),
                json(),
                etag(),
                NOW,
                NOW.plusSeconds(1));
    }

    public IndividualEnrollment individual(IdScope scope, String spelling) {
        return individual(scope, spelling, new Attestation.SymmetricKey(keys()));
    }

    public EnrollmentGroup group(IdScope scope, String spelling, Attestation attestation) {
        return group(scope, spelling, attestation, NOW);
    }

    public EnrollmentGroup group(
            IdScope scope, String spelling, Attestation attestation, Instant createdAt) {
        return new EnrollmentGroup(
                scope,
                new EnrollmentGroupId(spelling),
                spelling,
                attestation,
                EnrollmentSettings.NONE,
                etag(),
                createdAt,
                createdAt);
    }

    public static EnrolledCertificate certificate(String commonName) {
        try {
            var issued = TestCertificates.authority(commonName).issue();
            return EnrolledCertificate.ofDer(ByteString.of(issued.certificate().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("cannot encode a certificate", e);
        }
    }

    public static Attestation signing(EnrolledCertificate certificate) {
        return new Attestation.X509Signing(new CertificateSlots(certificate, null));
    }

    public ServiceInstance instance(IdScope scope) {
        return new ServiceInstance(
                scope,
                "factory",
                new HostName("devices.example"),
                new HostName("factory.example"),
                AllocationPolicy.EVENLY_WEIGHTED,
                List.of(
                        new AccessPolicy<>("owner", keys(), EnumSet.allOf(Right.class)),
                        new AccessPolicy<>("nothing", keys(), EnumSet.noneOf(Right.class))),
                List.of(
                        LinkedHub.embedded(new HubHostName("zulu.berth.example")),
                        new LinkedHub(
                                new HubHostName("alpha.azure.example"),
                                new HubLink.Azure("dps", Secret.random(32, random)),
                                "westeurope",
                                7,
                                false)),
                etag());
    }

    public EmbeddedHubDefinition hub(HubHostName name) {
        return new EmbeddedHubDefinition(
                "Hall 4",
                name,
                List.of(new AccessPolicy<>("service", keys(), EnumSet.of(HubRight.REGISTRY_READ))));
    }

    public HubDevice device(String id) {
        return device(id, new DeviceAuthentication.SymmetricKeys(keys()));
    }

    public HubDevice device(String id, DeviceAuthentication authentication) {
        var marker = HubMarker.of(new IdScope("0NE"), 3, OperationId.fresh(random));
        var identity =
                new DeviceIdentity(
                        new DeviceId(id),
                        "638412345678901234",
                        etag(),
                        true,
                        marker.text(),
                        NOW,
                        authentication,
                        true,
                        NOW.plusSeconds(2));
        var twin =
                new DeviceTwin(
                        json(),
                        new TwinSection(json(), object("$version", JsonNumber.of(1)), 4),
                        new TwinSection(JsonObject.EMPTY, JsonObject.EMPTY, 1),
                        etag(),
                        12);
        return new HubDevice(identity, twin);
    }

    public RegisterCommand command(IdScope scope, String spelling) {
        return new RegisterCommand(
                scope,
                new RegistrationId(spelling),
                spelling,
                new Evidence.Nothing("none"),
                "2021-06-01",
                json(),
                new Caller("device:" + spelling, "192.0.2.9", "track-2"));
    }

    public Verdict.Proven proven(Enrollment enrollment) {
        return new Verdict.Proven(
                enrollment,
                new DeviceAuthentication.SymmetricKeys(keys()),
                ByteString.sha256((byte) 1));
    }

    public Admission.Ticket ticket(String owner) {
        return new Admission.Ticket(OperationId.fresh(random), etag(), owner);
    }

    /// A request of this device that the hub must be asked about.
    public Admission.Request request(
            RegisterCommand command, Verdict.Proven proven, ByteString digest) {
        return new Admission.Request(command, proven, digest, null);
    }

    public AssignmentPlan plan(Operation operation) {
        var marker = HubMarker.of(operation.scope(), operation.generation(), operation.id());
        return new AssignmentPlan(
                List.of(new HubHostName("one.example.net"), new HubHostName("three.example.net")),
                new DeviceOrder(
                        new DeviceId("Device-1"),
                        operation.intake().authentication(),
                        true,
                        new InitialTwin(json(), json()),
                        DeviceOrder.TwinWrite.RESET,
                        marker),
                "the only hub",
                Substatus.DEVICE_DATA_RESET,
                new Placement(new HubHostName("two.example.net"), new DeviceId("device-1")),
                true,
                true,
                json(),
                "the function was away");
    }

    /// An assignment with every member filled.
    public Registration.Assignment assignment() {
        return new Registration.Assignment(
                new Placement(new HubHostName("one.example.net"), new DeviceId("Device-1")),
                Substatus.INITIAL_ASSIGNMENT,
                json(),
                etag(),
                "the function was away",
                NOW);
    }
}

package berth.core.registration.model;

import berth.core.allocation.AllocationPolicy;
import berth.core.attestation.Attestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.audit.Caller;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.hub.TwinSection;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonObject;
import berth.core.registration.Admission;
import berth.core.registration.RegisterCommand;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryEnrollmentStore;
import berth.testkit.store.InMemoryInstanceStore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/// Who plays in the model: one device, its enrollment, two hubs.
final class Cast {
    static final IdScope SCOPE = new IdScope("0neABCDEF01");
    static final RegistrationId ID = new RegistrationId("meter-7");
    static final DeviceId DEVICE = new DeviceId("meter-7");
    static final HubHostName REMOTE = new HubHostName("remote.example");
    static final HubHostName EMBEDDED = new HubHostName("embedded.example");
    static final Instant EARLY = Instant.parse("2030-01-01T00:00:00Z");
    static final Instant LATE = EARLY.plus(Admission.DEADLINE).plus(Duration.ofMinutes(1));
    static final Caller CALLER = new Caller("device:meter-7", "192.0.2.9", "track-1");
    static final ETag ETAG = new ETag("etag");

    private static final SymmetricKeys KEYS = SymmetricKeys.generate(new Random(3));
    private static final Secret LINK_KEY = Secret.random(32, new Random(5));
    private static final TwinSection SECTION =
            new TwinSection(JsonObject.EMPTY, JsonObject.EMPTY, 1);
    private static final Map<Object, InMemoryEnrollmentStore> ENROLLMENTS =
            new ConcurrentHashMap<>();
    private static final InstanceStore BOTH = instances(true);
    private static final InstanceStore EMBEDDED_ONLY = instances(false);

    private Cast() {}

    static DeviceTwin twin() {
        return new DeviceTwin(JsonObject.EMPTY, SECTION, SECTION, ETAG, 1);
    }

    /// What a device shows with one of its requests: with each another credential.
    static ByteString credential(int request) {
        var bytes = new byte[20];
        bytes[0] = (byte) request;
        return ByteString.of(bytes);
    }

    static Admission.Request request(int number, List<HubHostName> hubs, boolean enrolled) {
        var credential = credential(number);
        var proven =
                new Verdict.Proven(
                        enrollment(hubs, enrolled),
                        new DeviceAuthentication.Thumbprints(credential, credential),
                        credential);
        var command =
                new RegisterCommand(
                        SCOPE,
                        ID,
                        ID.value(),
                        new Evidence.Nothing("model"),
                        "2021-06-01",
                        null,
                        CALLER);
        return new Admission.Request(command, proven, ByteString.of((byte) number), null);
    }

    static InMemoryEnrollmentStore enrollments(List<HubHostName> hubs, boolean enrolled) {
        return ENROLLMENTS.computeIfAbsent(
                Map.entry(hubs, enrolled),
                _ -> {
                    var store = new InMemoryEnrollmentStore(new InMemoryAuditLog());
                    store.put(enrollment(hubs, enrolled));
                    return store;
                });
    }

    private static IndividualEnrollment enrollment(List<HubHostName> hubs, boolean enrolled) {
        var settings =
                new EnrollmentSettings(
                        enrolled ? ProvisioningStatus.ENABLED : ProvisioningStatus.DISABLED,
                        false,
                        null,
                        null,
                        null,
                        hubs,
                        null,
                        null);
        return new IndividualEnrollment(
                SCOPE,
                ID,
                ID.value(),
                null,
                new Attestation.SymmetricKey(KEYS),
                settings,
                null,
                ETAG,
                EARLY,
                EARLY);
    }

    static InstanceStore instances(World.Surroundings surroundings) {
        return surroundings.remoteLinked() ? BOTH : EMBEDDED_ONLY;
    }

    private static InstanceStore instances(boolean withRemote) {
        var remote =
                new LinkedHub(REMOTE, new HubLink.Azure("dps", LINK_KEY), "westeurope", 1, true);
        var embedded = LinkedHub.embedded(EMBEDDED);
        var store = new InMemoryInstanceStore(new InMemoryAuditLog());
        store.put(
                new ServiceInstance(
                        SCOPE,
                        "model",
                        new HostName("dps.example"),
                        new HostName("dps.example"),
                        AllocationPolicy.EVENLY_WEIGHTED,
                        List.of(),
                        withRemote ? List.of(remote, embedded) : List.of(embedded),
                        ETAG));
        return store;
    }
}

package berth.cli.fleet;

import berth.cli.allocation.DemoAllocation;
import berth.cli.allocation.DemoRole;
import berth.cli.allocation.Sites;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.server.dev.Ready;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.CertificateText;
import berth.wire.x509.IssuedCertificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.net.ssl.TrustManager;

/// Two enrollment groups for each role and an individual enrollment for each TPM, made through the
/// service operations endpoint as any operator would, and simulated devices of all. The enrollments
/// give the devices their roles, in the tag `deviceRole` of the initial twin.
///
/// @param groups IDs of the enrollment groups
/// @param groupKey primary key of the symmetric-key group for actuators
/// @param authority the CA of the X.509 group for actuators, with its key
public record DemoFleet(
        List<SimulatedDevice> devices,
        List<String> groups,
        Secret groupKey,
        IssuedCertificate authority) {
    private static final String API_VERSION = "?api-version=2021-10-01";
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final int KEY_BYTES = 64;

    public DemoFleet {
        devices = List.copyOf(devices);
        groups = List.copyOf(groups);
    }

    /// Which devices.
    ///
    /// @param prefix what their names begin with
    public record Size(String prefix, FleetMix mix, int devices) {}

    public static DemoFleet enroll(
            Ready ready,
            Endpoint endpoint,
            TrustManager[] trust,
            Size size,
            DemoAllocation allocation)
            throws IOException, GeneralSecurityException {
        var random = new SecureRandom();
        var clock = InstantSource.system();
        var issuer = new CertificateIssuer(clock, random);
        var parties = parties(size, issuer, random);
        var devices = devices(size, parties, issuer, random);
        var groups = new ArrayList<String>();
        try (var service =
                ServiceClient.open(
                        endpoint.at(ready.serviceHost()),
                        ClientTls.anonymous(trust),
                        ready.serviceConnectionString(),
                        clock)) {
            for (var party : parties.values()) {
                groups.addAll(createGroups(service, size.prefix(), party, allocation));
            }
            for (var device : devices) {
                if (device.credential() instanceof DeviceCredential.Tpm(var chip)) {
                    createIndividual(service, device.registrationId(), tpm(chip), allocation);
                }
            }
        }
        var shown = party(parties, DemoRole.ACTUATOR);
        return new DemoFleet(devices, groups, shown.keys().primary(), shown.authority());
    }

    /// What the devices of one role are enrolled by.
    private record Party(DemoRole role, SymmetricKeys keys, IssuedCertificate authority) {}

    private static Map<DemoRole, Party> parties(
            Size size, CertificateIssuer issuer, SecureRandom random) {
        var parties = new EnumMap<DemoRole, Party>(DemoRole.class);
        for (var role : DemoRole.values()) {
            var keys =
                    new SymmetricKeys(
                            Secret.random(KEY_BYTES, random), Secret.random(KEY_BYTES, random));
            var name = "Berth %s fleet CA for each %s".formatted(size.prefix(), role.word());
            parties.put(role, new Party(role, keys, issuer.rootAuthority(name, CA_LIFE)));
        }
        return parties;
    }

    private static Party party(Map<DemoRole, Party> parties, DemoRole role) {
        return Objects.requireNonNull(parties.get(role));
    }

    private static DemoRole role(String registrationId) {
        return DemoRole.of(registrationId).orElseThrow();
    }

    private static List<SimulatedDevice> devices(
            Size size,
            Map<DemoRole, Party> parties,
            CertificateIssuer issuer,
            SecureRandom random) {
        var mix = size.mix();
        var tpms = new TpmFactory(mix.count(Mechanism.TPM, size.devices()), random);
        return FleetFactory.devices(
                mix,
                size.devices(),
                (mechanism, number, ofAll) ->
                        Sites.name(
                                "%s%s-%s"
                                        .formatted(
                                                size.prefix(),
                                                word(mechanism),
                                                DemoRole.inTurn(ofAll - 1, mix.kinds().size())
                                                        .word()),
                                number),
                Map.of(
                        Mechanism.SYMMETRIC_KEY,
                        name ->
                                FleetFactory.groupKey(party(parties, role(name)).keys().primary())
                                        .apply(name),
                        Mechanism.X509,
                        name ->
                                FleetFactory.authority(
                                                party(parties, role(name)).authority(), issuer)
                                        .apply(name),
                        Mechanism.TPM,
                        tpms.credentials()));
    }

    private static String word(Mechanism mechanism) {
        return switch (mechanism) {
            case SYMMETRIC_KEY -> "-key";
            case X509 -> "-x509";
            case TPM -> "-tpm";
        };
    }

    /// @return their IDs
    private static List<String> createGroups(
            ServiceClient service, String prefix, Party party, DemoAllocation allocation)
            throws IOException {
        var role = party.role();
        var byKey = "%s-keys-%s".formatted(prefix, role.word());
        var byCertificate = "%s-certificates-%s".formatted(prefix, role.word());
        createGroup(service, byKey, symmetricKey(party.keys()), role, allocation);
        createGroup(
                service,
                byCertificate,
                signedBy(CertificateText.pem(party.authority().certificate())),
                role,
                allocation);
        return List.of(byKey, byCertificate);
    }

    private static void createGroup(
            ServiceClient service,
            String group,
            JsonValue attestation,
            DemoRole role,
            DemoAllocation allocation)
            throws IOException {
        var members = settings(attestation, role, allocation);
        members.put("enrollmentGroupId", new JsonString(group));
        service.put("/enrollmentGroups/" + group + API_VERSION, new JsonObject(members));
    }

    private static void createIndividual(
            ServiceClient service, String id, JsonValue attestation, DemoAllocation allocation)
            throws IOException {
        var members = settings(attestation, role(id), allocation);
        members.put("registrationId", new JsonString(id));
        service.put("/enrollments/" + id + API_VERSION, new JsonObject(members));
    }

    private static Map<String, JsonValue> settings(
            JsonValue attestation, DemoRole role, DemoAllocation allocation) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("attestation", attestation);
        members.put(
                "initialTwin",
                object(
                        "tags",
                        object(
                                "fleet",
                                new JsonString("quickstart"),
                                DemoRole.TAG,
                                new JsonString(role.word())),
                        "properties",
                        object("desired", role.desired())));
        members.putAll(allocation.members());
        return members;
    }

    private static JsonValue symmetricKey(SymmetricKeys keys) {
        return object(
                "type",
                new JsonString("symmetricKey"),
                "symmetricKey",
                object(
                        "primaryKey", new JsonString(keys.primary().revealBase64()),
                        "secondaryKey", new JsonString(keys.secondary().revealBase64())));
    }

    private static JsonValue signedBy(String pem) {
        return object(
                "type",
                new JsonString("x509"),
                "x509",
                object(
                        "signingCertificates",
                        object("primary", object("certificate", new JsonString(pem)))));
    }

    private static JsonValue tpm(TpmChip chip) {
        return object(
                "type",
                new JsonString("tpm"),
                "tpm",
                object(
                        "endorsementKey", new JsonString(chip.endorsementKey().base64()),
                        "storageRootKey", new JsonString(chip.storageRootKey().base64())));
    }

    private static JsonObject object(String name, JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }

    private static JsonObject object(String n1, JsonValue v1, String n2, JsonValue v2) {
        return new JsonObject(Map.of(n1, v1, n2, v2));
    }
}

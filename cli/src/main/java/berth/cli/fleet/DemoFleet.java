package berth.cli.fleet;

import berth.cli.allocation.DemoAllocation;
import berth.cli.allocation.Sites;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.core.json.JsonNumber;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.TrustManager;

/// Two enrollment groups and an individual enrollment for each TPM, made through the service
/// operations endpoint as any operator would, and simulated devices of all.
///
/// @param groups IDs of the enrollment groups
/// @param groupKey primary key of the symmetric-key group
/// @param authority the CA of the X.509 group, with its key
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
        var keys =
                new SymmetricKeys(
                        Secret.random(KEY_BYTES, random), Secret.random(KEY_BYTES, random));
        var authority = issuer.rootAuthority("Berth " + size.prefix() + " fleet CA", CA_LIFE);
        var byKey = size.prefix() + "-keys";
        var byCertificate = size.prefix() + "-certificates";
        var devices = devices(size, keys.primary(), authority, issuer, random);
        try (var service =
                ServiceClient.open(
                        endpoint.at(ready.serviceHost()),
                        ClientTls.anonymous(trust),
                        ready.serviceConnectionString(),
                        clock)) {
            createGroup(service, byKey, symmetricKey(keys), allocation);
            createGroup(
                    service,
                    byCertificate,
                    signedBy(CertificateText.pem(authority.certificate())),
                    allocation);
            for (var device : devices) {
                if (device.credential() instanceof DeviceCredential.Tpm(var chip)) {
                    createIndividual(service, device.registrationId(), tpm(chip), allocation);
                }
            }
        }
        return new DemoFleet(devices, List.of(byKey, byCertificate), keys.primary(), authority);
    }

    private static List<SimulatedDevice> devices(
            Size size,
            Secret groupKey,
            IssuedCertificate authority,
            CertificateIssuer issuer,
            SecureRandom random) {
        var tpms = new TpmFactory(size.mix().count(Mechanism.TPM, size.devices()), random);
        return FleetFactory.devices(
                size.mix(),
                size.devices(),
                (mechanism, number, _) -> Sites.name(size.prefix() + word(mechanism), number),
                Map.of(
                        Mechanism.SYMMETRIC_KEY, FleetFactory.groupKey(groupKey),
                        Mechanism.X509, FleetFactory.authority(authority, issuer),
                        Mechanism.TPM, tpms.credentials()));
    }

    private static String word(Mechanism mechanism) {
        return switch (mechanism) {
            case SYMMETRIC_KEY -> "-key";
            case X509 -> "-x509";
            case TPM -> "-tpm";
        };
    }

    private static void createGroup(
            ServiceClient service, String group, JsonValue attestation, DemoAllocation allocation)
            throws IOException {
        var members = settings(attestation, allocation);
        members.put("enrollmentGroupId", new JsonString(group));
        service.put("/enrollmentGroups/" + group + API_VERSION, new JsonObject(members));
    }

    private static void createIndividual(
            ServiceClient service, String id, JsonValue attestation, DemoAllocation allocation)
            throws IOException {
        var members = settings(attestation, allocation);
        members.put("registrationId", new JsonString(id));
        service.put("/enrollments/" + id + API_VERSION, new JsonObject(members));
    }

    private static Map<String, JsonValue> settings(
            JsonValue attestation, DemoAllocation allocation) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("attestation", attestation);
        members.put(
                "initialTwin",
                object(
                        "tags", object("fleet", new JsonString("quickstart")),
                        "properties",
                                object("desired", object("telemetryInterval", JsonNumber.of(30)))));
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

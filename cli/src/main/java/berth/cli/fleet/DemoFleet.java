package berth.cli.fleet;

import berth.cli.allocation.DemoAllocation;
import berth.cli.allocation.Sites;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.TrustManager;

/// Two enrollment groups, made through the service operations endpoint as any operator would, and
/// simulated devices of both.
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

    /// How many devices of each kind, and what their names begin with.
    public record Size(String prefix, int byKey, int byCertificate) {}

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
        try (var service =
                ServiceClient.open(
                        endpoint.at(ready.serviceHost()),
                        ClientTls.anonymous(trust),
                        ready.serviceConnectionString(),
                        clock)) {
            create(service, byKey, symmetricKey(keys), allocation);
            create(
                    service,
                    byCertificate,
                    signedBy(CertificateText.pem(authority.certificate())),
                    allocation);
        }
        var devices = new ArrayList<SimulatedDevice>();
        devices.addAll(
                FleetFactory.byGroupKey(
                        Sites.names(size.prefix() + "-key", size.byKey()), keys.primary()));
        devices.addAll(
                FleetFactory.byCertificate(
                        Sites.names(size.prefix() + "-x509", size.byCertificate()),
                        authority,
                        issuer));
        return new DemoFleet(devices, List.of(byKey, byCertificate), keys.primary(), authority);
    }

    private static void create(
            ServiceClient service, String group, JsonValue attestation, DemoAllocation allocation)
            throws IOException {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("enrollmentGroupId", new JsonString(group));
        members.put("attestation", attestation);
        members.put(
                "initialTwin",
                object(
                        "tags", object("fleet", new JsonString("quickstart")),
                        "properties",
                                object("desired", object("telemetryInterval", JsonNumber.of(30)))));
        members.putAll(allocation.members());
        service.put("/enrollmentGroups/" + group + API_VERSION, new JsonObject(members));
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

    private static JsonObject object(String name, JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }

    private static JsonObject object(String n1, JsonValue v1, String n2, JsonValue v2) {
        return new JsonObject(Map.of(n1, v1, n2, v2));
    }
}

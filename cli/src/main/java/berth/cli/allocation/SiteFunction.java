package berth.cli.allocation;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// A custom allocation function: places a device by its site and writes the site into its twin.
///
/// The site is read from what the device has proven: the common name of its certificate where it
/// has one, else its registration ID. Pure; [SiteFunctionServer] puts it on a port.
///
/// Source: dps-service-api, section 8.5.
public final class SiteFunction {
    /// What the function answers.
    public sealed interface Answer {
        JsonObject body();

        record Placed(JsonObject body) implements Answer {}

        /// The request is none that it can decide.
        record Rejected(JsonObject body) implements Answer {}
    }

    /// Desired properties of a device without a role.
    private static final JsonObject NO_ROLE = object("telemetryInterval", JsonNumber.of(30));

    private SiteFunction() {}

    public static Answer decide(JsonValue question) {
        try {
            var document = JsonFields.object(question);
            var context = JsonFields.requiredObject(document, "deviceRuntimeContext");
            var name = provenName(context);
            var site =
                    Sites.of(name)
                            .orElseThrow(
                                    () ->
                                            new BadDocument(
                                                    "deviceRuntimeContext",
                                                    "is of a device at no known site"));
            var hubs = hubs(document);
            return new Answer.Placed(placed(name, site, Sites.hub(site, hubs)));
        } catch (BadDocument e) {
            return new Answer.Rejected(
                    object("message", new JsonString(String.valueOf(e.getMessage()))));
        }
    }

    private static List<String> hubs(JsonObject document) throws BadDocument {
        var hubs = JsonFields.optionalTexts(document, "linkedHubs").orElse(List.of());
        if (hubs.isEmpty()) {
            throw new BadDocument("linkedHubs", "must name a hub");
        }
        return hubs;
    }

    /// A certificate that belongs to another registration ID is a request somebody has made up.
    private static String provenName(JsonObject context) throws BadDocument {
        var registrationId = JsonFields.requiredText(context, "registrationId");
        var x509 = JsonFields.optionalObject(context, "x509");
        if (x509.isEmpty()) {
            return registrationId;
        }
        var name = commonName(JsonFields.requiredText(x509.get(), "clientCertificate"));
        if (!name.equalsIgnoreCase(registrationId)) {
            throw new BadDocument("x509.clientCertificate", "belongs to another device");
        }
        return name;
    }

    private static String commonName(String base64) throws BadDocument {
        try {
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    Base64.getDecoder().decode(base64)));
            var subject = new LdapName(certificate.getSubjectX500Principal().getName());
            return subject.getRdns().stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> String.valueOf(part.getValue()))
                    .findFirst()
                    .orElse("");
        } catch (CertificateException | InvalidNameException | IllegalArgumentException e) {
            throw new BadDocument("x509.clientCertificate", "is no certificate: " + e.getMessage());
        }
    }

    /// What the enrollment says of the twin is replaced as a whole, the role with it.
    private static JsonObject tags(String name, String site) {
        var tags = new LinkedHashMap<String, JsonValue>();
        tags.put("site", new JsonString(site));
        DemoRole.of(name).ifPresent(role -> tags.put(DemoRole.TAG, new JsonString(role.word())));
        return new JsonObject(tags);
    }

    private static JsonObject placed(String name, String site, String hub) {
        return new JsonObject(
                Map.of(
                        "iotHubHostName",
                        new JsonString(hub),
                        "initialTwin",
                        new JsonObject(
                                Map.of(
                                        "tags",
                                        tags(name, site),
                                        "properties",
                                        object(
                                                "desired",
                                                DemoRole.of(name)
                                                        .map(DemoRole::desired)
                                                        .orElse(NO_ROLE)))),
                        "payload",
                        object("site", new JsonString(site))));
    }

    private static JsonObject object(String name, JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }
}

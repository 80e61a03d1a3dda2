package berth.wire.json;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.enrollment.AttestationDraft;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Attestation mechanisms. Certificates leave as their description only; symmetric keys leave by
/// [#writeWithKeys] alone.
///
/// Source: dps-service-api, sections 2.3 and 2.4.
public final class AttestationJson {
    private static final String X509 = "x509";
    private static final String SYMMETRIC_KEY = "symmetricKey";
    private static final String CLIENT_CERTIFICATES = "clientCertificates";
    private static final String SIGNING_CERTIFICATES = "signingCertificates";
    private static final String CA_REFERENCES = "caReferences";

    private AttestationJson() {}

    /// The member `attestation` of a record, or null if it has none.
    static @Nullable AttestationDraft readMember(JsonObject record) throws BadDocument {
        var attestation = JsonFields.optionalObject(record, "attestation");
        try {
            return attestation.isEmpty() ? null : read(attestation.get());
        } catch (BadDocument e) {
            throw e.under("attestation");
        }
    }

    /// What can be read but cannot be used is for the rules to refuse, not for the reader.
    public static AttestationDraft read(JsonObject attestation) throws BadDocument {
        var type = EnrollmentSettingsJson.text(attestation, "type");
        if (type == null) {
            return new AttestationDraft.Unusable("an attestation type is needed");
        }
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "symmetrickey" -> symmetricKey(part(attestation, SYMMETRIC_KEY));
            case "tpm" -> tpm(part(attestation, "tpm"));
            case X509 -> x509(part(attestation, X509));
            default ->
                    new AttestationDraft.Unusable(
                            "the attestation type must be tpm, x509 or symmetricKey");
        };
    }

    private static Part part(JsonObject attestation, String name) throws BadDocument {
        return new Part(
                name, JsonFields.optionalObject(attestation, name).orElse(JsonObject.EMPTY));
    }

    private static AttestationDraft symmetricKey(Part keys) throws BadDocument {
        return new AttestationDraft.SymmetricKey(
                keys.text("primaryKey"), keys.text("secondaryKey"));
    }

    private static AttestationDraft tpm(Part tpm) throws BadDocument {
        return new AttestationDraft.Tpm(tpm.text("endorsementKey"), tpm.text("storageRootKey"));
    }

    private static AttestationDraft x509(Part x509) throws BadDocument {
        var client = x509.inner(CLIENT_CERTIFICATES);
        var signing = x509.inner(SIGNING_CERTIFICATES);
        var authorities = x509.inner(CA_REFERENCES);
        if (client != null && signing == null && authorities == null) {
            return new AttestationDraft.X509Client(
                    certificate(client, "primary"), certificate(client, "secondary"));
        }
        if (client == null && signing != null && authorities == null) {
            return new AttestationDraft.X509Signing(
                    certificate(signing, "primary"), certificate(signing, "secondary"));
        }
        if (client == null && signing == null && authorities != null) {
            return new AttestationDraft.X509AuthorityNames(
                    authorities.text("primary"), authorities.text("secondary"));
        }
        return new AttestationDraft.Unusable(
                "x509 takes exactly one of %s, %s and %s"
                        .formatted(CLIENT_CERTIFICATES, SIGNING_CERTIFICATES, CA_REFERENCES));
    }

    /// A slot is an object with `certificate` or with the `info` of a read; the text of a
    /// certificate alone is taken as well, because user documents show it so.
    private static AttestationDraft.@Nullable Certificate certificate(Part pair, String slot)
            throws BadDocument {
        if (pair.object().members().get(slot) instanceof JsonString(String text)) {
            return text.isEmpty() ? null : CertificateJson.read(text);
        }
        var sent = pair.inner(slot);
        if (sent == null) {
            return null;
        }
        var text = sent.text("certificate");
        if (text != null) {
            return CertificateJson.read(text);
        }
        var info = sent.inner("info");
        if (info == null) {
            return null;
        }
        var sha256 = info.text("sha256Thumbprint");
        var sha1 = info.text("sha1Thumbprint");
        return sha256 == null && sha1 == null
                ? null
                : new AttestationDraft.Certificate.InfoOnly(sha256, sha1);
    }

    /// Without symmetric keys.
    public static JsonObject write(Attestation attestation) {
        return switch (attestation) {
            case Attestation.SymmetricKey _ ->
                    new JsonObject(Map.of("type", new JsonString(SYMMETRIC_KEY)));
            case Attestation.X509Client(var slots) -> x509(CLIENT_CERTIFICATES, slots(slots));
            case Attestation.X509Signing(var slots) -> x509(SIGNING_CERTIFICATES, slots(slots));
            case Attestation.X509AuthorityNames(var primary, var secondary) ->
                    x509(CA_REFERENCES, texts("primary", primary, "secondary", secondary));
            case Attestation.Tpm(var endorsementKey, var storageRootKey) ->
                    typed(
                            "tpm",
                            texts(
                                    "endorsementKey",
                                    endorsementKey.base64(),
                                    "storageRootKey",
                                    storageRootKey == null ? null : storageRootKey.base64()));
        };
    }

    /// With symmetric keys: only for whoever wrote them or may read secrets.
    public static JsonObject writeWithKeys(Attestation attestation) {
        if (attestation instanceof Attestation.SymmetricKey(var keys)) {
            return typed(
                    SYMMETRIC_KEY,
                    texts(
                            "primaryKey",
                            keys.primary().revealBase64(),
                            "secondaryKey",
                            keys.secondary().revealBase64()));
        }
        return write(attestation);
    }

    private static JsonObject typed(String type, JsonObject content) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("type", new JsonString(type));
        members.put(type, content);
        return new JsonObject(members);
    }

    /// The siblings of `kind` are left out, never null: Java's client counts members.
    private static JsonObject x509(String kind, JsonObject content) {
        return typed(X509, new JsonObject(Map.of(kind, content)));
    }

    private static JsonObject slots(CertificateSlots slots) {
        var members = new LinkedHashMap<String, JsonValue>();
        put(members, "primary", slots.primary());
        put(members, "secondary", slots.secondary());
        return new JsonObject(members);
    }

    private static void put(
            Map<String, JsonValue> members,
            String slot,
            @Nullable EnrolledCertificate certificate) {
        if (certificate != null) {
            members.put(slot, new JsonObject(Map.of("info", CertificateJson.info(certificate))));
        }
    }

    private static JsonObject texts(
            String first, String firstText, String second, @Nullable String secondText) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(first, new JsonString(firstText));
        if (secondText != null) {
            members.put(second, new JsonString(secondText));
        }
        return new JsonObject(members);
    }

    /// An inner object that knows its name, so that a wrong member is reported with its way.
    private record Part(String name, JsonObject object) {
        @Nullable String text(String member) throws BadDocument {
            try {
                return EnrollmentSettingsJson.text(object, member);
            } catch (BadDocument e) {
                throw e.under(name);
            }
        }

        @Nullable Part inner(String member) throws BadDocument {
            try {
                return JsonFields.optionalObject(object, member)
                        .map(inner -> new Part(name + "." + member, inner))
                        .orElse(null);
            } catch (BadDocument e) {
                throw e.under(name);
            }
        }
    }
}

package berth.store.document;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

/// What an enrollment expects of a device. Keys go into the document of secrets, everything else
/// into the open one.
public final class AttestationDocument {
    /// The kinds, as they stand in documents and columns.
    public enum Kind {
        SYMMETRIC_KEY,
        X509_CLIENT,
        X509_SIGNING,
        X509_AUTHORITY_NAMES,
        TPM
    }

    private AttestationDocument() {}

    public static Kind kind(Attestation attestation) {
        return switch (attestation) {
            case Attestation.SymmetricKey _ -> Kind.SYMMETRIC_KEY;
            case Attestation.X509Client _ -> Kind.X509_CLIENT;
            case Attestation.X509Signing _ -> Kind.X509_SIGNING;
            case Attestation.X509AuthorityNames _ -> Kind.X509_AUTHORITY_NAMES;
            case Attestation.Tpm _ -> Kind.TPM;
        };
    }

    static JsonObject open(Attestation attestation) {
        var members = new Members().putConstant("kind", kind(attestation));
        return switch (attestation) {
            case Attestation.SymmetricKey _ -> members.object();
            case Attestation.X509Client(var certificates) -> slots(members, certificates);
            case Attestation.X509Signing(var certificates) -> slots(members, certificates);
            case Attestation.X509AuthorityNames(var primary, var secondary) ->
                    members.put("primary", primary).put("secondary", secondary).object();
            case Attestation.Tpm(var endorsementKey, var storageRootKey) ->
                    members.put("endorsementKey", endorsementKey.base64())
                            .put("storageRootKey", base64(storageRootKey))
                            .object();
        };
    }

    static void secrets(Attestation attestation, Members to) {
        if (attestation instanceof Attestation.SymmetricKey(var keys)) {
            KeysDocument.write(to, keys);
        }
    }

    static Attestation attestation(JsonObject open, JsonObject secrets) throws BadDocument {
        var kind = Members.constant(Kind.class, JsonFields.requiredText(open, "kind"));
        return switch (kind) {
            case SYMMETRIC_KEY -> new Attestation.SymmetricKey(KeysDocument.keys(secrets));
            case X509_CLIENT -> new Attestation.X509Client(slots(open));
            case X509_SIGNING -> new Attestation.X509Signing(slots(open));
            case X509_AUTHORITY_NAMES ->
                    new Attestation.X509AuthorityNames(
                            JsonFields.requiredText(open, "primary"),
                            JsonFields.optionalText(open, "secondary").orElse(null));
            case TPM ->
                    new Attestation.Tpm(
                            JsonFields.requiredBase64(open, "endorsementKey"),
                            JsonFields.optionalBase64(open, "storageRootKey").orElse(null));
        };
    }

    private static JsonObject slots(Members members, CertificateSlots slots) {
        return members.put("primary", der(slots.primary()))
                .put("secondary", der(slots.secondary()))
                .object();
    }

    private static CertificateSlots slots(JsonObject open) throws BadDocument {
        return new CertificateSlots(certificate(open, "primary"), certificate(open, "secondary"));
    }

    private static @Nullable EnrolledCertificate certificate(JsonObject open, String name)
            throws BadDocument {
        return JsonFields.optionalBase64(open, name).map(EnrolledCertificate::ofDer).orElse(null);
    }

    private static @Nullable String der(@Nullable EnrolledCertificate certificate) {
        return certificate == null ? null : certificate.der().base64();
    }

    private static @Nullable String base64(@Nullable ByteString bytes) {
        return bytes == null ? null : bytes.base64();
    }
}

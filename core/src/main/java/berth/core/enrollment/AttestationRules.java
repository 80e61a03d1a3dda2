package berth.core.enrollment;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;

/// Judges the attestation of a draft and completes it from what is stored: operators read a record
/// without its keys and certificates, change something else and write it back.
///
/// Source: dps-service-api, sections 2.3 and 4, open questions 3 and 4.
final class AttestationRules {
    /// Whether the enrollment is of one device or of many: it decides what certificates mean.
    enum Kind {
        INDIVIDUAL,
        GROUP
    }

    private final Kind kind;
    private final @Nullable Attestation stored;
    private final SymmetricKeys newKeys;
    private final Predicate<String> authorityUploaded;

    /// @param stored what the record says now, or null for a new record
    /// @param newKeys used where a key is neither sent nor stored
    AttestationRules(
            Kind kind,
            @Nullable Attestation stored,
            SymmetricKeys newKeys,
            Predicate<String> authorityUploaded) {
        this.kind = kind;
        this.stored = stored;
        this.newKeys = newKeys;
        this.authorityUploaded = authorityUploaded;
    }

    Judged<Attestation> judge(@Nullable AttestationDraft draft) {
        return switch (draft) {
            case null -> bad("an attestation is needed");
            case AttestationDraft.SymmetricKey(var primary, var secondary) ->
                    symmetricKeys(primary, secondary);
            case AttestationDraft.X509Client(var primary, var secondary) ->
                    kind == Kind.GROUP
                            ? bad("a group needs signingCertificates or caReferences")
                            : certificates(primary, secondary);
            case AttestationDraft.X509Signing(var primary, var secondary) ->
                    kind == Kind.INDIVIDUAL
                            ? bad("an individual needs clientCertificates or caReferences")
                            : certificates(primary, secondary);
            case AttestationDraft.X509AuthorityNames(var primary, var secondary) ->
                    authorities(primary, secondary);
            case AttestationDraft.Tpm(var endorsementKey, var storageRootKey) ->
                    kind == Kind.GROUP
                            ? bad("a TPM cannot attest for a group")
                            : tpm(endorsementKey, storageRootKey);
            case AttestationDraft.Unusable(String why) -> bad(why);
        };
    }

    private Judged<Attestation> symmetricKeys(
            @Nullable String primary, @Nullable String secondary) {
        var fallback =
                stored instanceof Attestation.SymmetricKey(SymmetricKeys keys) ? keys : newKeys;
        try {
            return Judged.good(
                    new Attestation.SymmetricKey(
                            new SymmetricKeys(
                                    key(primary, fallback.primary()),
                                    key(secondary, fallback.secondary()))));
        } catch (IllegalArgumentException e) {
            return bad("a symmetric key is unusable: " + e.getMessage());
        }
    }

    private static Secret key(@Nullable String sent, Secret fallback) {
        return sent == null || sent.isEmpty() ? fallback : Secret.ofBase64(sent);
    }

    private Judged<Attestation> certificates(
            AttestationDraft.@Nullable Certificate primary,
            AttestationDraft.@Nullable Certificate secondary) {
        if (primary == null && secondary == null) {
            return bad("a certificate is needed");
        }
        return switch (certificate(primary)) {
            case Slot.Unusable(String why) -> bad("the primary certificate " + why);
            case Slot.Usable(var first) ->
                    switch (certificate(secondary)) {
                        case Slot.Unusable(String why) -> bad("the secondary certificate " + why);
                        case Slot.Usable(var second) -> slots(first, second);
                    };
        };
    }

    private Judged<Attestation> slots(
            @Nullable EnrolledCertificate primary, @Nullable EnrolledCertificate secondary) {
        var slots = new CertificateSlots(primary, secondary);
        return switch (kind) {
            case INDIVIDUAL -> Judged.good(new Attestation.X509Client(slots));
            case GROUP -> Judged.good(new Attestation.X509Signing(slots));
        };
    }

    private Slot certificate(AttestationDraft.@Nullable Certificate sent) {
        return switch (sent) {
            case null -> new Slot.Usable(null);
            case AttestationDraft.Certificate.Read(var certificate) -> new Slot.Usable(certificate);
            case AttestationDraft.Certificate.Unreadable(String why) ->
                    new Slot.Unusable("cannot be read: " + why);
            case AttestationDraft.Certificate.InfoOnly info -> kept(info);
        };
    }

    private Slot kept(AttestationDraft.Certificate.InfoOnly info) {
        for (var certificate : storedCertificates()) {
            if (names(certificate.sha256(), info.sha256())
                    || (info.sha256() == null && names(certificate.sha1(), info.sha1()))) {
                return new Slot.Usable(certificate);
            }
        }
        return new Slot.Unusable("is not sent and not the one that is stored");
    }

    private static boolean names(ByteString digest, @Nullable String thumbprint) {
        return thumbprint != null && digest.hex().equalsIgnoreCase(thumbprint);
    }

    private List<EnrolledCertificate> storedCertificates() {
        return switch (stored) {
            case Attestation.X509Client(CertificateSlots slots) -> slots.filled();
            case Attestation.X509Signing(CertificateSlots slots) -> slots.filled();
            case Attestation.X509AuthorityNames _, Attestation.SymmetricKey _, Attestation.Tpm _ ->
                    List.of();
            case null -> List.of();
        };
    }

    private Judged<Attestation> authorities(@Nullable String primary, @Nullable String secondary) {
        if (primary == null) {
            return bad("the primary certificate authority is needed");
        }
        if (!authorityUploaded.test(primary)) {
            return bad("no certificate authority of this instance has the name " + primary);
        }
        if (secondary != null && !authorityUploaded.test(secondary)) {
            return bad("no certificate authority of this instance has the name " + secondary);
        }
        return Judged.good(new Attestation.X509AuthorityNames(primary, secondary));
    }

    private static Judged<Attestation> tpm(
            @Nullable String endorsementKey, @Nullable String storageRootKey) {
        if (endorsementKey == null) {
            return bad("an endorsement key is needed");
        }
        try {
            var storage = storageRootKey == null ? null : ByteString.ofBase64(storageRootKey);
            return Judged.good(new Attestation.Tpm(ByteString.ofBase64(endorsementKey), storage));
        } catch (IllegalArgumentException e) {
            return bad("a TPM key is unusable: " + e.getMessage());
        }
    }

    private static Judged<Attestation> bad(String explanation) {
        return Judged.bad(ServiceError.INVALID_ATTESTATION, explanation);
    }

    /// A certificate slot after judgement.
    private sealed interface Slot {
        /// @param certificate null if the slot stays empty
        record Usable(@Nullable EnrolledCertificate certificate) implements Slot {}

        /// @param why completes "the primary certificate ..."
        record Unusable(String why) implements Slot {}
    }
}

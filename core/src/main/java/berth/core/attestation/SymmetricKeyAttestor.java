package berth.core.attestation;

import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Judges a device's SAS token against the symmetric keys it may have been signed with.
///
/// What must not show, neither in the answer nor in its timing, is whether a registration exists:
/// where there is no key to compare with, a random one is computed, and a refusal costs the same
/// signatures with an individual enrollment as without.
///
/// Source: dps-device-protocol sections 4.1 and 4.2, reliability section 8.
public final class SymmetricKeyAttestor {
    /// Who the device says it is and how it wants to prove it.
    ///
    /// @param spelling the registration ID as the device spells it, from which its key may derive
    /// @param judgedAt when the token must have been good: now, or for a poll the start of the
    ///   operation, because some devices make one short-lived token for both
    public record Claim(
            IdScope scope,
            RegistrationId registrationId,
            String spelling,
            SasToken token,
            Instant judgedAt) {
        /// What is wrong with the token whoever signed it; empty if nothing.
        Optional<String> flaw() {
            if (!coversRegistration()) {
                return Optional.of("the token is for another resource");
            }
            return SasVerification.expired(token, judgedAt)
                    ? Optional.of("the token expired at " + token.expirySeconds())
                    : Optional.empty();
        }

        private boolean coversRegistration() {
            var expected = scope + "/registrations/" + registrationId;
            var resource = token.resource();
            return (resource.startsWith("/") ? resource.substring(1) : resource)
                    .equalsIgnoreCase(expected);
        }
    }

    private final SymmetricKeys decoy;

    public SymmetricKeyAttestor(RandomGenerator random) {
        this.decoy = SymmetricKeys.generate(random);
    }

    /// The individual enrollment alone decides if there is one. Otherwise the groups are tried in
    /// the order given, an enabled one before a disabled one, since a token does not name its
    /// group.
    ///
    /// @param individual the enrollment of this registration ID, of any attestation, or null
    /// @param groups the symmetric-key groups of the scope, oldest first; asked for unless the
    ///   individual enrollment proves the device, so that a refusal takes as long with one as
    ///   without
    public Verdict judge(
            Claim claim,
            @Nullable IndividualEnrollment individual,
            Supplier<List<EnrollmentGroup>> groups) {
        var flaw = claim.flaw();
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        var own = individual == null ? null : symmetricKeys(individual);
        boolean signed = SasVerification.signedBy(claim.token(), own == null ? decoy : own);
        if (individual != null && own != null && signed) {
            return proven(individual, own);
        }
        var byGroup = firstProven(claim, groups.get());
        if (individual != null) {
            return refused(
                    own == null
                            ? "the enrollment does not expect a symmetric key"
                            : "the signature matches neither key of the enrollment");
        }
        return byGroup == null
                ? refused("no enrollment, and the signature matches no group")
                : byGroup;
    }

    private static Verdict.@Nullable Proven firstProven(Claim claim, List<EnrollmentGroup> groups) {
        Verdict.Proven disabled = null;
        for (var group : groups) {
            var match = matchOf(claim, group);
            if (match != null && group.settings().enabled()) {
                return match;
            }
            if (match != null && disabled == null) {
                disabled = match;
            }
        }
        return disabled;
    }

    /// Derives from the ID as sent, then in lower case: derivation is case-sensitive, IDs are not,
    /// and a key may have been derived from either.
    private static Verdict.@Nullable Proven matchOf(Claim claim, EnrollmentGroup group) {
        var keys = symmetricKeys(group);
        if (keys == null) {
            return null;
        }
        var asSent = keys.derive(claim.spelling());
        if (SasVerification.signedBy(claim.token(), asSent)) {
            return proven(group, asSent);
        }
        var lowerCase = claim.spelling().toLowerCase(Locale.ROOT);
        if (lowerCase.equals(claim.spelling())) {
            return null;
        }
        var folded = keys.derive(lowerCase);
        return SasVerification.signedBy(claim.token(), folded) ? proven(group, folded) : null;
    }

    private static @Nullable SymmetricKeys symmetricKeys(Enrollment enrollment) {
        return enrollment.attestation() instanceof Attestation.SymmetricKey(var keys) ? keys : null;
    }

    private static Verdict.Proven proven(Enrollment enrollment, SymmetricKeys keys) {
        return new Verdict.Proven(
                enrollment, new DeviceAuthentication.SymmetricKeys(keys), credential(keys));
    }

    /// Both keys count as one credential: a device may change from one to the other at any time.
    private static ByteString credential(SymmetricKeys keys) {
        var both = keys.primary().fingerprint().hex() + keys.secondary().fingerprint().hex();
        return ByteString.sha256(both.getBytes(StandardCharsets.US_ASCII));
    }

    private static Verdict refused(String reason) {
        return new Verdict.Refused(ServiceError.UNAUTHORIZED, reason);
    }
}

package berth.core.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.SasToken;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

class SymmetricKeyAttestorTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final Instant EXPIRY = Instant.ofEpochSecond(1893456000);
    private static final Instant NOW = EXPIRY.minus(Duration.ofHours(1));

    private final Random random = new Random(1);
    private final SymmetricKeys keys = SymmetricKeys.generate(random);
    private final SymmetricKeys groupKeys = SymmetricKeys.generate(random);
    private final SymmetricKeyAttestor attestor = new SymmetricKeyAttestor(random);

    private static SasToken token(String resource, Secret key) {
        var message = (resource + "\n" + EXPIRY.getEpochSecond()).getBytes(StandardCharsets.UTF_8);
        return new SasToken(
                resource,
                resource,
                ByteString.of(HmacSha256.of(key, message)),
                Long.toString(EXPIRY.getEpochSecond()),
                EXPIRY.getEpochSecond(),
                "registration");
    }

    private static SymmetricKeyAttestor.Claim claim(String spelling, Secret key) {
        return claim(spelling, token("0neABCDEF01/registrations/" + spelling, key), NOW);
    }

    private static SymmetricKeyAttestor.Claim claim(String spelling, SasToken token, Instant at) {
        return new SymmetricKeyAttestor.Claim(
                SCOPE, new RegistrationId(spelling), spelling, token, at);
    }

    private static IndividualEnrollment individual(Attestation attestation) {
        return new IndividualEnrollment(
                SCOPE,
                new RegistrationId("dev-01"),
                "Dev-01",
                null,
                attestation,
                EnrollmentSettings.NONE,
                null,
                new ETag("e"),
                NOW,
                NOW);
    }

    private static EnrollmentGroup group(
            String id, SymmetricKeys keys, @Nullable ProvisioningStatus status) {
        return new EnrollmentGroup(
                SCOPE,
                new EnrollmentGroupId(id),
                id,
                new Attestation.SymmetricKey(keys),
                EnrollmentSettings.NONE.with(status),
                new ETag("e"),
                NOW,
                NOW);
    }

    private static void assertRefused(Verdict verdict, String reason) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> {
                            assertThat(refused.error()).isEqualTo(ServiceError.UNAUTHORIZED);
                            assertThat(refused.reason()).contains(reason);
                        });
    }

    private static void assertProven(Verdict verdict, Object enrollment, SymmetricKeys deviceKeys) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Proven.class,
                        proven -> {
                            assertThat(proven.enrollment()).isEqualTo(enrollment);
                            assertThat(proven.authentication())
                                    .isEqualTo(new DeviceAuthentication.SymmetricKeys(deviceKeys));
                        });
    }

    private Verdict judge(
            SymmetricKeyAttestor.Claim claim,
            IndividualEnrollment individual,
            List<EnrollmentGroup> groups) {
        return attestor.judge(claim, individual, () -> groups);
    }

    @Test
    void eitherKeyOfAnIndividualEnrollmentProves() {
        var enrollment = individual(new Attestation.SymmetricKey(keys));

        var first = judge(claim("dev-01", keys.primary()), enrollment, List.of());
        var second = judge(claim("DEV-01", keys.secondary()), enrollment, List.of());

        assertProven(first, enrollment, keys);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aDisabledEnrollmentIsStillProven() {
        var group = group("g", groupKeys, ProvisioningStatus.DISABLED);

        assertProven(
                judge(claim("dev-01", groupKeys.derive("dev-01").primary()), null, List.of(group)),
                group,
                groupKeys.derive("dev-01"));
    }

    @Test
    void anotherKeyIsRefused() {
        var enrollment = individual(new Attestation.SymmetricKey(keys));
        var other = SymmetricKeys.generate(random).primary();

        assertRefused(judge(claim("dev-01", other), enrollment, List.of()), "neither key");
        assertRefused(judge(claim("dev-01", other), null, List.of()), "no enrollment");
        assertRefused(
                judge(claim("dev-01", other), null, List.of(group("g", groupKeys, null))),
                "no enrollment");
    }

    @Test
    void theGroupKeyItselfOpensNothing() {
        assertRefused(
                judge(
                        claim("dev-01", groupKeys.primary()),
                        null,
                        List.of(group("g", groupKeys, null))),
                "no enrollment");
    }

    @Test
    void aGroupNeverOverridesAnIndividualEnrollment() {
        var derived = claim("dev-01", groupKeys.derive("dev-01").primary());

        assertRefused(
                judge(
                        derived,
                        individual(new Attestation.SymmetricKey(keys)),
                        List.of(group("g", groupKeys, null))),
                "neither key");
    }

    @Test
    void anEnrollmentOfAnotherKindIsRefused() {
        var tpm = new Attestation.Tpm(ByteString.of(new byte[] {1}), null);

        assertRefused(
                judge(claim("dev-01", keys.primary()), individual(tpm), List.of()),
                "does not expect a symmetric key");
    }

    @Test
    void aGroupsKeyDerivesFromTheSpellingAsSentAndThenFromLowerCase() {
        var group = group("g", groupKeys, null);

        for (var derivedFrom : List.of("Dev-01", "dev-01")) {
            var derived = groupKeys.derive(derivedFrom);
            assertProven(
                    judge(claim("Dev-01", derived.secondary()), null, List.of(group)),
                    group,
                    derived);
        }
        assertRefused(
                judge(claim("dev-01", groupKeys.derive("Dev-01").primary()), null, List.of(group)),
                "no enrollment");
    }

    @Test
    void aDerivedKeyOpensOnlyItsOwnRegistration() {
        assertRefused(
                judge(
                        claim("dev-02", groupKeys.derive("dev-01").primary()),
                        null,
                        List.of(group("g", groupKeys, null))),
                "no enrollment");
    }

    @Test
    void anEnabledGroupGoesBeforeADisabledOneAndAnOlderBeforeAYounger() {
        var others = group("others", SymmetricKeys.generate(random), null);
        var disabled = group("disabled", groupKeys, ProvisioningStatus.DISABLED);
        var older = group("older", groupKeys, null);
        var younger = group("younger", groupKeys, ProvisioningStatus.ENABLED);
        var claim = claim("dev-01", groupKeys.derive("dev-01").primary());

        assertProven(
                judge(claim, null, List.of(others, disabled, older, younger)),
                older,
                groupKeys.derive("dev-01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0neABCDEF01/registrations/dev-01",
                "/0neABCDEF01/registrations/dev-01",
                "0neabcdef01/REGISTRATIONS/Dev-01"
            })
    void theResourceIsTheRegistrationWithoutCase(String resource) {
        var enrollment = individual(new Attestation.SymmetricKey(keys));

        assertProven(
                judge(claim("dev-01", token(resource, keys.primary()), NOW), enrollment, List.of()),
                enrollment,
                keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0neABCDEF01",
                "0neABCDEF01/registrations",
                "0neABCDEF01/registrations/dev-0",
                "0neABCDEF01/registrations/dev-011",
                "0neABCDEF01/registrations/dev-01/",
                "0neABCDEF02/registrations/dev-01",
                "//0neABCDEF01/registrations/dev-01",
                "https://0neABCDEF01/registrations/dev-01"
            })
    void aTokenForAnythingElseIsRefused(String resource) {
        assertRefused(
                judge(
                        claim("dev-01", token(resource, keys.primary()), NOW),
                        individual(new Attestation.SymmetricKey(keys)),
                        List.of()),
                "another resource");
    }

    /// dps-device-protocol, section 4.2 points 4 and 6.
    @Test
    void aTokenIsGoodForFiveMinutesAfterItsExpiry() {
        var enrollment = individual(new Attestation.SymmetricKey(keys));
        var token = token("0neABCDEF01/registrations/dev-01", keys.primary());
        var last = EXPIRY.plus(Duration.ofMinutes(5));

        assertProven(judge(claim("dev-01", token, last), enrollment, List.of()), enrollment, keys);
        assertRefused(
                judge(claim("dev-01", token, last.plusSeconds(1)), enrollment, List.of()),
                "expired at 1893456000");
    }

    @Test
    void aRolledKeyIsAnotherCredential() {
        var rolled = new SymmetricKeys(keys.primary(), groupKeys.primary());

        assertThat(credential(keys)).isNotEqualTo(credential(rolled));
    }

    private ByteString credential(SymmetricKeys of) {
        var verdict =
                judge(
                        claim("dev-01", of.primary()),
                        individual(new Attestation.SymmetricKey(of)),
                        List.of());
        return ((Verdict.Proven) verdict).credential();
    }
}

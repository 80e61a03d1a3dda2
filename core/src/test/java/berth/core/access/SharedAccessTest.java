package berth.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.SharedAccess.Verdict;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

class SharedAccessTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final HostName HOST = new HostName("dps.example.com");
    private static final SymmetricKeys KEYS = SymmetricKeys.generate(new Random(3));
    private static final AccessPolicy<Right> READER =
            new AccessPolicy<>("reader", KEYS, EnumSet.of(Right.ENROLLMENT_READ));

    @Test
    void eitherKeyOfThePolicyOpens() {
        assertThat(judge(token(KEYS.primary(), HOST.value(), 60), Right.ENROLLMENT_READ))
                .isInstanceOf(Verdict.Granted.class);
        assertThat(judge(token(KEYS.secondary(), HOST.value(), 60), Right.ENROLLMENT_READ))
                .isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void aForeignKeyDoesNot() {
        var foreign = Secret.random(32, new Random(4));

        assertThat(judge(token(foreign, HOST.value(), 60), Right.ENROLLMENT_READ))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aRightThePolicyLacksIsForbidden() {
        assertThat(judge(token(KEYS.primary(), HOST.value(), 60), Right.ENROLLMENT_WRITE))
                .isEqualTo(new Verdict.Forbidden<>("reader", Right.ENROLLMENT_WRITE));
    }

    @Test
    void aTokenIsGoodForFiveMinutesAfterItsExpiryAndNoLonger() {
        assertThat(judge(token(KEYS.primary(), HOST.value(), -300), Right.ENROLLMENT_READ))
                .isInstanceOf(Verdict.Granted.class);
        assertThat(judge(token(KEYS.primary(), HOST.value(), -301), Right.ENROLLMENT_READ))
                .isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "dps.example.com, true",
        "DPS.example.com/, true",
        "https://dps.example.com, true",
        "dps.example.com/enrollments, true",
        "dps.example.com/enrollments/dev-1, true",
        "dps.example.com/enroll, false",
        "dps.example.com/enrollments/dev-2, false",
        "other.example.com, false"
    })
    void aTokenCoversItsResourceAndWhatIsBelow(String resource, boolean covers) {
        var verdict = judge(token(KEYS.primary(), resource, 60), Right.ENROLLMENT_READ);

        assertThat(verdict instanceof Verdict.Granted).isEqualTo(covers);
    }

    /// Clients of Event Hubs do not decode a key before they sign with it.
    @Test
    void aConsumerMaySignWithTheTextOfAKey() {
        for (var key : List.of(KEYS.primary(), KEYS.secondary())) {
            var byText = token(textOf(key), HOST.value(), 60);
            var byKey = token(key, HOST.value(), 60);

            assertThat(judgeConsumer(byText)).isInstanceOf(Verdict.Granted.class);
            assertThat(judgeConsumer(byKey)).isInstanceOf(Verdict.Granted.class);
            assertThat(judge(byText, Right.ENROLLMENT_READ)).isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void aConsumersTokenIsJudgedAsStrictlyInEverythingElse() {
        var text = textOf(KEYS.primary());
        var foreign = textOf(Secret.random(64, new Random(4)));

        assertThat(judgeConsumer(token(foreign, HOST.value(), 60)))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(judgeConsumer(token(text, HOST.value(), -301)))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(judgeConsumer(token(text, "other.example.com", 60)))
                .isInstanceOf(Verdict.Refused.class);
    }

    private static Secret textOf(Secret key) {
        return Secret.of(key.revealBase64().getBytes(StandardCharsets.US_ASCII));
    }

    private static Verdict<Right> judgeConsumer(SasToken token) {
        return SharedAccess.judgeConsumer(
                token, List.of(READER), HOST, "/enrollments/dev-1", Right.ENROLLMENT_READ, NOW);
    }

    private static Verdict<Right> judge(SasToken token, Right required) {
        return SharedAccess.judge(
                token, List.of(READER), HOST, "/enrollments/dev-1", required, NOW);
    }

    private static SasToken token(Secret key, String resource, long seconds) {
        long expiry = NOW.getEpochSecond() + seconds;
        var message = (resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8);
        return new SasToken(
                resource,
                resource,
                ByteString.of(HmacSha256.of(key, message)),
                String.valueOf(expiry),
                expiry,
                "Reader");
    }
}

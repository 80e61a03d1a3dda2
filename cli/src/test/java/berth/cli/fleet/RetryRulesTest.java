package berth.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.RetryRules.Decision;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class RetryRulesTest {
    private static final RetryRules RULES = RetryRules.within(Duration.ofSeconds(60));
    private static final Duration AMPLE = Duration.ofSeconds(50);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void pausesGrowUpToABound() {
        assertThat(pause(0, 0.99)).isLessThan(Duration.ofMillis(250));
        assertThat(pause(2, 0.99)).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
        assertThat(pause(20, 0.99)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void pausesAreSpreadSoThatAFleetDoesNotComeBackTogether() {
        assertThat(pause(4, 0.1)).isLessThan(pause(4, 0.9).dividedBy(4));
        assertThat(RULES.after(0, Duration.ofSeconds(8), AMPLE, 0.0))
                .isEqualTo(new Decision.Again(Duration.ofSeconds(8)));
        assertThat(RULES.after(0, Duration.ofSeconds(8), AMPLE, 0.5))
                .isEqualTo(new Decision.Again(Duration.ofSeconds(9)));
    }

    @Test
    void aServiceThatSaysAtOnceIsNotAskedInATightLoop() {
        assertThat(RULES.after(5, Duration.ZERO, AMPLE, 0.5))
                .isEqualTo(RULES.after(5, null, AMPLE, 0.5));
    }

    @Test
    void nobodyWaitsLongerThanHeHas() {
        assertThat(RULES.after(9, null, Duration.ofMillis(5), 0.9))
                .isInstanceOf(Decision.GiveUp.class);
    }

    @Test
    void onlyWhatMayPassIsTriedAgain() {
        assertThat(List.of(408, 429, 500, 502, 503, 504)).allMatch(RetryRules::passes);
        assertThat(List.of(200, 202, 301, 400, 401, 403, 404, 409, 412))
                .noneMatch(RetryRules::passes);
    }

    @Test
    void retryAfterMayBeADate() {
        assertThat(told("Sat, 21 Nov 2026 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
        assertThat(told("Sat, 21 Nov 2026 11:00:00 GMT")).isEqualTo(Duration.ZERO);
        assertThat(told("soon")).isNull();
        assertThat(told("-3")).isNull();
    }

    private static Duration told(String retryAfter) {
        var reply = new DeviceReply("HTTP", 503, retryAfter, "");
        return ((DeviceAnswer.NotNow) DeviceAnswer.of(reply, NOW)).told();
    }

    private static Duration pause(int failures, double draw) {
        return ((Decision.Again) RULES.after(failures, null, AMPLE, draw)).pause();
    }
}

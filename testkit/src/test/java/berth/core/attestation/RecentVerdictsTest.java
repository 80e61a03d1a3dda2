package berth.core.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.error.ServiceError;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class RecentVerdictsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Verdict VERDICT =
            new Verdict.Refused(ServiceError.INVALID_CERTIFICATE, "test");

    private final RecentVerdicts recent = new RecentVerdicts();

    @Test
    void aVerdictIsGoodForAMinute() {
        recent.remember(question("e1", "dev-01"), VERDICT, NOW);

        assertThat(recent.find(question("e1", "dev-01"), NOW.plusSeconds(59))).contains(VERDICT);
        assertThat(recent.find(question("e1", "dev-01"), NOW.plusSeconds(60))).isEmpty();
        assertThat(recent.find(question("e1", "dev-01"), NOW.minusSeconds(1))).isEmpty();
    }

    @Test
    void aChangedEnrollmentIsAnotherQuestion() {
        recent.remember(question("e1", "dev-01"), VERDICT, NOW);

        assertThat(recent.find(question("e2", "dev-01"), NOW)).isEmpty();
        assertThat(recent.find(question("e1", "dev-02"), NOW)).isEmpty();
    }

    @Test
    void aVerdictSurvivesOneTurnOfTheGenerationsOnly() {
        recent.remember(question("e1", "dev-01"), VERDICT, NOW);
        for (int i = 0; i < 15_000; i++) {
            recent.remember(question("e1", "other-" + i), VERDICT, NOW);
        }
        assertThat(recent.find(question("e1", "dev-01"), NOW)).contains(VERDICT);
        for (int i = 15_000; i < 30_000; i++) {
            recent.remember(question("e1", "other-" + i), VERDICT, NOW);
        }
        assertThat(recent.find(question("e1", "dev-01"), NOW)).isEmpty();
    }

    private static RecentVerdicts.Question question(String etag, String id) {
        var group =
                new EnrollmentGroup(
                        new IdScope("0neABCDEF01"),
                        new EnrollmentGroupId("g"),
                        "g",
                        new Attestation.X509AuthorityNames("ca", null),
                        EnrollmentSettings.NONE,
                        new ETag(etag),
                        NOW,
                        NOW);
        return RecentVerdicts.Question.of(List.of(group), new RegistrationId(id), List.of());
    }
}

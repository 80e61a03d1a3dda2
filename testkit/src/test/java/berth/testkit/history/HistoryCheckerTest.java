package berth.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonObject;
import berth.core.registration.OperationState;
import berth.testkit.history.FinalState.EndOperation;
import berth.testkit.history.HistoryEntry.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;

/// The checker accepts what is right and names the rule that is broken.
class HistoryCheckerTest {
    private static final long SEEDS = 5;

    @Test
    void aCleanHistoryPasses() {
        for (long seed = 0; seed < 10 * SEEDS; seed++) {
            assertThat(new CleanRun(seed).check()).as("seed " + seed).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedViolationIsFoundByItsRuleAndNoOther(Plant plant) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var run = new CleanRun(seed);
            plant.in(run);

            assertThat(run.check())
                    .as("seed " + seed)
                    .isNotEmpty()
                    .allSatisfy(
                            violation -> {
                                assertThat(violation.rule()).isEqualTo(plant.broken());
                                assertThat(violation.key()).isNotBlank();
                                assertThat(violation.explanation()).isNotBlank();
                            });
        }
    }

    @Test
    void everyRuleHasAPlant() {
        assertThat(Arrays.stream(Plant.values()).map(Plant::broken)).contains(Invariant.values());
    }

    /// The lines are places in the merged history.
    @Test
    void aViolationNamesItsLines() {
        var run = new CleanRun(1);
        Plant.AN_OLD_GENERATION_WRITES_LAST.in(run);

        var violation = run.check().getFirst();

        assertThat(violation.lines()).hasSize(2);
        var entries = run.history().entries();
        assertThat(violation.lines().stream().map(line -> entries.get(line - 1)))
                .allSatisfy(
                        entry -> {
                            assertThat(entry.fact()).isEqualTo(Fact.APPLIED);
                            assertThat(entry.key()).isEqualTo(violation.key());
                        });
        assertThat(violation.toString()).startsWith("I7").contains(violation.key());
    }

    @Test
    void theSameRunGivesTheSameViolations() {
        var run = new CleanRun(3);
        Plant.AN_IDENTITY_IN_EACH_HUB.in(run);
        Plant.A_FAILURE_LEAVES_AN_IDENTITY.in(run);
        Plant.A_WORK_ITEM_FROM_NOWHERE.in(run);
        Plant.AN_OLD_GENERATION_WRITES_LAST.in(run);

        assertThat(run.check()).isEqualTo(run.check()).hasSize(4);
    }

    @Test
    void twoOperationsLeftRunningBreakMoreThanOneRule() {
        var run = new CleanRun(4);
        run.operations.replaceAll(
                row ->
                        row.key().equals(CleanRun.key(Tale.REPEATED))
                                ? new EndOperation(
                                        row.scope(),
                                        row.registration(),
                                        row.id(),
                                        OperationState.PLANNED,
                                        row.authentication(),
                                        row.plan(),
                                        false)
                                : row);

        assertThat(run.check())
                .extracting(Violation::rule)
                .containsExactlyInAnyOrder(Invariant.I1, Invariant.I2, Invariant.I2);
    }

    /// Time in which something is broken does not count.
    @Test
    void theMinuteRunsFromTheLastFault() {
        var run = new CleanRun(5);
        var id = run.operationsOf(Tale.ASSIGNED).getFirst().id();
        Plant.wait(run, Duration.ofMinutes(10));
        run.add(run.last(), "test", "test", Phase.INFO, Fact.FAULT, "network", JsonObject.EMPTY);
        run.addCall(Fact.POLL, CleanRun.key(Tale.ASSIGNED), Phase.OK, Answer.assigning(id).json());

        assertThat(run.check()).isEmpty();
    }

    @Test
    void aRequestWithoutAnAnswerMayHaveHadItsEffect() {
        var run = new CleanRun(6);
        Plant.A_REFUSED_REQUEST_MAKES_AN_OPERATION.in(run);
        run.addCall(Fact.REGISTER, CleanRun.key(Tale.REFUSED), Phase.INFO, JsonObject.EMPTY);

        assertThat(run.check()).isEmpty();
    }

    @Test
    void aDumpTakenTooEarlyIsNoEvidence() {
        var run = new CleanRun(7);
        var end = run.end();
        Plant.wait(run, Duration.ofSeconds(1));
        var history = run.history();

        assertThatThrownBy(() -> HistoryChecker.check(history, end))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("before the history ended");
    }

    @Test
    void anEndWithoutABeginningIsNoEvidence() {
        var run = new CleanRun(8);
        run.add(run.last() + 1, "x", "x", Phase.OK, Fact.POLL, "k/x", JsonObject.EMPTY);

        assertThatThrownBy(run::check)
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("not begun");
    }

    @Test
    void anAnswerThatCannotBeReadIsNoEvidence() {
        var run = new CleanRun(9);
        run.addCall(Fact.POLL, "k/x", Phase.OK, JsonObject.EMPTY);

        assertThatThrownBy(run::check)
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("its value is wrong");
    }
}

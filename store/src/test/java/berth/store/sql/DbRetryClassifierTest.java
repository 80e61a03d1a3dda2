package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.StoreUnavailable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;

class DbRetryClassifierTest {
    private static SQLException error(String state) {
        return new SQLException("x", state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "23505"})
    void whoLostARaceTriesAgainEvenAtTheCommit(String state) {
        assertThat(PostgresFailure.of(error(state), false)).isEqualTo(PostgresFailure.RACE);
        assertThat(PostgresFailure.of(error(state), true)).isEqualTo(PostgresFailure.RACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08003", "57P01", "57P02", "40003"})
    void aLostAnswerIsUnknownAtTheCommitAndNothingBefore(String state) {
        assertThat(PostgresFailure.of(error(state), true)).isEqualTo(PostgresFailure.UNKNOWN);
        assertThat(PostgresFailure.of(error(state), false)).isEqualTo(PostgresFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "57014", "53300", "53100", "58030"})
    void whatTheServerRefusesDidNotHappen(String state) {
        assertThat(PostgresFailure.of(error(state), false)).isEqualTo(PostgresFailure.UNAVAILABLE);
        assertThat(PostgresFailure.of(error(state), true)).isEqualTo(PostgresFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "42P01", "22021", "23502"})
    void aWrongStatementIsABug(String state) {
        assertThat(PostgresFailure.of(error(state), false)).isEqualTo(PostgresFailure.BUG);
    }

    @Test
    void anErrorWithoutAStateCountsAsALostConnection() {
        assertThat(PostgresFailure.of(new SQLException("x"), true))
                .isEqualTo(PostgresFailure.UNKNOWN);
    }

    @Test
    void onlyTheUnknownIsToldAsUnknown() {
        for (var failure : PostgresFailure.values()) {
            var exception = failure.exception("x", error("x"));
            if (exception instanceof StoreUnavailable unavailable) {
                assertThat(unavailable.outcomeKnown())
                        .isEqualTo(failure != PostgresFailure.UNKNOWN);
            }
        }
    }
}

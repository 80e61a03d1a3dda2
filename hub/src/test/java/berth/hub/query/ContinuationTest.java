package berth.hub.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContinuationTest {
    private static final String QUERY = "SELECT * FROM devices";

    @Test
    void whatIsWrittenIsReadAgain() throws BadDocument {
        var next = new Continuation("d-1/$edge Agent", 100);

        assertThat(Continuation.of(next.text(QUERY), QUERY)).isEqualTo(next);
        assertThat(next.text(QUERY)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void nothingIsTheBeginning() throws BadDocument {
        assertThat(Continuation.of("", QUERY)).isEqualTo(Continuation.START);
    }

    @Test
    void anotherQuerysContinuationIsRefused() {
        var foreign = new Continuation("d", 1).text("SELECT deviceId FROM devices");

        assertThatExceptionOfType(BadDocument.class)
                .isThrownBy(() -> Continuation.of(foreign, QUERY))
                .withMessage("x-ms-continuation belongs to another query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "====", "MSAx", "MSAxIDEgw6Q", " "})
    void whatIsNotOursIsRefused(String text) {
        assertThatExceptionOfType(BadDocument.class)
                .isThrownBy(() -> Continuation.of(text, QUERY))
                .withMessage("x-ms-continuation is no continuation of this hub's");
    }
}

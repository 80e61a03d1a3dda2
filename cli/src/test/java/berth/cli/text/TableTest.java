package berth.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class TableTest {
    @Test
    void columnsAreAlignedAndNumbersStandToTheRight() {
        var table = new Table("hub", "assigned").row("127.0.0.2", "91").row("all", "200");

        assertThat(table.text())
                .isEqualTo(
                        """
                        hub        assigned
                        ---------  --------
                        127.0.0.2        91
                        all             200
                        """);
    }

    @Test
    void aRowOfAnotherWidthIsABug() {
        var table = new Table("a", "b");

        assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void intoAFileProgressIsALineForEachTenth() {
        var bytes = new ByteArrayOutputStream();
        var bar =
                new ProgressBar(
                        new PrintStream(bytes, true, StandardCharsets.UTF_8), "Doing", 20, false);
        for (int i = 0; i < 20; i++) {
            bar.step(i != 3);
        }

        var lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSizeBetween(10, 12);
        assertThat(lines.getLast()).startsWith("Doing [####").endsWith("20/20, 1 failed");
    }
}

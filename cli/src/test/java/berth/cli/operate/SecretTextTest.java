package berth.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class SecretTextTest {
    @TempDir private Path folder;

    @Test
    void aSecretComesFromTheOptionItsFileOrTheEnvironmentInThisOrder() throws IOException {
        var file = Files.writeString(folder.resolve("secret"), "of the file\n");
        var environment = Map.of("SECRET", " of the environment ");

        assertThat(SecretText.of("said", "SECRET", environment)).contains("said");
        assertThat(SecretText.of("@" + file, "SECRET", environment)).contains("of the file");
        assertThat(SecretText.of(null, "SECRET", environment)).contains("of the environment");
        assertThat(SecretText.of(null, "SECRET", Map.of("SECRET", " "))).isEmpty();
        assertThat(SecretText.of(null, "SECRET", Map.of())).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsAnErrorAndNotASecret() {
        assertThatThrownBy(() -> SecretText.of("@" + folder.resolve("no"), "SECRET", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot read");
    }
}

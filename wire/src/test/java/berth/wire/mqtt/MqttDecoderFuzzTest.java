package berth.wire.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// The saved corpus of the fuzz target, and a walk around it that is the same every time.
class MqttDecoderFuzzTest {
    private static final int MUTANTS = 30_000;

    private static List<byte[]> corpus() throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(MqttDecoderFuzzTest.class.getResource("/fuzz/mqtt"));
        var inputs = new ArrayList<byte[]>();
        try (var files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    @Test
    void theSavedCorpusIsReadOrRefused() throws Exception {
        List<byte[]> corpus = corpus();

        assertThat(corpus).hasSizeGreaterThan(10);
        for (byte[] input : corpus) {
            assertThatCode(() -> MqttDecoderFuzz.fuzz(input)).doesNotThrowAnyException();
        }
    }

    @Test
    void whatLiesNearTheCorpusIsReadOrRefused() throws Exception {
        List<byte[]> corpus = corpus();
        var random = new Random(7);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(corpus, random);
            assertThatCode(() -> MqttDecoderFuzz.fuzz(mutant))
                    .as("input %s", Arrays.toString(mutant))
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] mutant(List<byte[]> corpus, Random random) {
        byte[] one = corpus.get(random.nextInt(corpus.size())).clone();
        for (int changes = random.nextInt(4); changes >= 0 && one.length > 0; changes--) {
            int at = random.nextInt(one.length);
            switch (random.nextInt(4)) {
                case 0 -> one[at] = (byte) random.nextInt();
                case 1 -> one[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> one = Arrays.copyOf(one, at);
                default -> {
                    byte[] other = corpus.get(random.nextInt(corpus.size()));
                    one = Arrays.copyOf(one, at + other.length);
                    System.arraycopy(other, 0, one, at, other.length);
                }
            }
        }
        return one;
    }
}

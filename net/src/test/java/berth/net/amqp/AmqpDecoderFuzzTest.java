package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// The fuzz target over its saved corpus, as it is and damaged in ways that a seed decides.
class AmqpDecoderFuzzTest {
    private static final int VARIANTS = 150;

    private static List<byte[]> corpus() throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(AmqpDecoderFuzzTest.class.getResource("/fuzz/amqp"));
        var inputs = new ArrayList<byte[]>();
        try (var files = Files.list(Path.of(folder.toURI()))) {
            for (var file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    @Test
    void noBytesDoHarm() throws IOException, URISyntaxException {
        var inputs = corpus();
        assertThat(inputs).hasSizeGreaterThan(8);
        var random = new Random(5671);
        for (var input : inputs) {
            AmqpDecoderFuzz.fuzzerTestOneInput(input);
            for (int variant = 0; variant < VARIANTS; variant++) {
                AmqpDecoderFuzz.fuzzerTestOneInput(damaged(input, inputs, random));
            }
        }
    }

    private static byte[] damaged(byte[] input, List<byte[]> others, Random random) {
        var copy = input.clone();
        for (int change = random.nextInt(1, 5); change > 0; change--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(4)) {
                case 0 -> copy[at] = (byte) random.nextInt(256);
                case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> copy[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                default -> copy = spliced(copy, at, others.get(random.nextInt(others.size())));
            }
        }
        return copy;
    }

    private static byte[] spliced(byte[] input, int at, byte[] other) {
        int from = other.length / 2;
        var spliced = new byte[at + 1 + other.length - from];
        System.arraycopy(input, 0, spliced, 0, at + 1);
        System.arraycopy(other, from, spliced, at + 1, other.length - from);
        return spliced;
    }
}

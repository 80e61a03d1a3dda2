package berth.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Inputs near those of a corpus, the same for the same seed.
final class Mutator {
    private static final int CHANGES_MAX = 4;
    private static final int PIECE_BYTES_MAX = 32;
    private static final int COPIES_MAX = 64;
    private static final int INPUT_BYTES_MAX = 64 * 1024;

    /// Bytes at which readers change their mind.
    private static final byte[] ODD = {
        0,
        1,
        9,
        10,
        13,
        32,
        '"',
        '%',
        '&',
        '+',
        '-',
        '.',
        '/',
        '0',
        '9',
        ':',
        ';',
        '=',
        '?',
        '\\',
        0x7f,
        (byte) 0x80,
        (byte) 0xc0,
        (byte) 0xed,
        (byte) 0xff
    };

    private final List<byte[]> corpus;
    private final SplittableRandom random;

    Mutator(List<byte[]> corpus, SplittableRandom random) {
        this.corpus = List.copyOf(corpus);
        this.random = random;
    }

    byte[] next() {
        var mutant = any();
        for (int i = random.nextInt(CHANGES_MAX); i >= 0; i--) {
            mutant = changed(mutant);
        }
        return mutant.length > INPUT_BYTES_MAX ? Arrays.copyOf(mutant, INPUT_BYTES_MAX) : mutant;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size())).clone();
    }

    private byte[] changed(byte... one) {
        int at = random.nextInt(one.length + 1);
        int end = Math.min(one.length, at + 1 + random.nextInt(PIECE_BYTES_MAX));
        return switch (random.nextInt(7)) {
            case 0 -> replaced(one, at, (byte) random.nextInt());
            case 1 -> replaced(one, at, ODD[random.nextInt(ODD.length)]);
            case 2 -> at < one.length ? replaced(one, at, flipped(one[at])) : one;
            case 3 -> glued(head(one, at), tail(one, end));
            case 4 -> glued(head(one, at), odds(), tail(one, at));
            case 5 -> glued(head(one, end), repeated(Arrays.copyOfRange(one, at, end), one, end));
            default -> {
                var other = any();
                yield glued(head(one, at), tail(other, random.nextInt(other.length + 1)));
            }
        };
    }

    private byte flipped(byte value) {
        return (byte) (value ^ (1 << random.nextInt(Byte.SIZE)));
    }

    private byte[] odds() {
        var odds = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < odds.length; i++) {
            odds[i] = ODD[random.nextInt(ODD.length)];
        }
        return odds;
    }

    /// `piece` some times more, then the rest of `one`.
    private byte[] repeated(byte[] piece, byte[] one, int from) {
        var bytes = new ByteArrayOutputStream();
        for (int i = random.nextInt(COPIES_MAX); i >= 0; i--) {
            bytes.writeBytes(piece);
        }
        bytes.writeBytes(tail(one, from));
        return bytes.toByteArray();
    }

    private static byte[] replaced(byte[] one, int at, byte value) {
        if (at < one.length) {
            one[at] = value;
        }
        return one;
    }

    private static byte[] head(byte[] one, int end) {
        return Arrays.copyOf(one, end);
    }

    private static byte[] tail(byte[] one, int from) {
        return Arrays.copyOfRange(one, from, one.length);
    }

    private static byte[] glued(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}

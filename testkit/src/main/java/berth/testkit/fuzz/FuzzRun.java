package berth.testkit.fuzz;

import java.util.Base64;
import java.util.SplittableRandom;

/// One run of a fuzz target.
public final class FuzzRun {
    /// Seconds of a run guided by coverage; without it the run is a short one.
    private static final String SECONDS = "berth.fuzz.seconds";

    private static final int MUTANTS = 2_000;
    private static final int CORPUS_MIN = 5;

    /// What is fed. Throws what must not happen.
    @FunctionalInterface
    public interface Target {
        void fuzzerTestOneInput(byte[] data);
    }

    private FuzzRun() {}

    /// Feeds the corpus `name` and its surroundings to `target`, a method of `home`.
    ///
    /// @throws AssertionError when the target finds something; the message has the input
    public static void play(String name, Class<?> home, Target target) {
        int seconds = Integer.getInteger(SECONDS, 0);
        if (seconds > 0) {
            GuidedRun.play(name, home, seconds);
            return;
        }
        var corpus = Corpus.read(home, name);
        if (corpus.size() < CORPUS_MIN) {
            throw new AssertionError("the corpus " + name + " is as good as empty");
        }
        for (var saved : corpus) {
            feed(home, target, saved);
        }
        var mutator = new Mutator(corpus, new SplittableRandom(home.getSimpleName().hashCode()));
        for (int i = 0; i < MUTANTS; i++) {
            feed(home, target, mutator.next());
        }
    }

    private static void feed(Class<?> home, Target target, byte[] input) {
        try {
            target.fuzzerTestOneInput(input.clone());
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "%s finds %s with the input, in base64, %s"
                            .formatted(
                                    home.getSimpleName(),
                                    e,
                                    Base64.getEncoder().encodeToString(input)),
                    e);
        }
    }
}

package berth.core.registration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.registration.simulation.SagaScene.Story;

/// A story that meets a misfortune.
///
/// @param twice whether each call to a hub is made twice
/// @param crossing of the border between engine and world at which it is met
/// @param killed so many crossings later the node dies, in the middle of the consequences; 0 if it
///   does not
record Unwinding(
        Story story,
        boolean embedded,
        boolean twice,
        Misfortune misfortune,
        int crossing,
        int killed) {

    static int crossings(Story story, boolean embedded) throws Throwable {
        var undisturbed = new SagaScene(story, embedded, false, false);
        undisturbed.run();
        return undisturbed.crossings();
    }

    /// I8
    void requireNothingLeft() throws Throwable {
        var scene = prepared(false);
        var end = scene.run();
        assertThat(scene.leftovers())
                .as(() -> this + "\n" + SagaScene.log(this::prepared))
                .isEmpty();
        assertThat(end.openWork()).isZero();
    }

    private SagaScene prepared(boolean logging) {
        var scene = new SagaScene(story, embedded, twice, logging);
        scene.ambush(
                crossing,
                () -> {
                    if (killed > 0) {
                        scene.ambush(crossing + killed, scene::killAndRestart);
                    }
                    misfortune.befall(scene);
                });
        return scene;
    }
}

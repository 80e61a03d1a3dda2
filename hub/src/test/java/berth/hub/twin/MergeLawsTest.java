package berth.hub.twin;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.TwinPatch;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;

final class MergeLawsTest {
    private static final int CASES = 2_000;

    @Test
    void mergingTwiceIsMergingOnce() {
        forAll(
                (document, patch) -> {
                    var once = MergePatch.apply(document, patch);
                    assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
                });
    }

    @Test
    void anEmptyPatchChangesNothing() {
        forAll(
                (document, _) ->
                        assertThat(MergePatch.apply(document, JsonObject.EMPTY))
                                .isEqualTo(document));
    }

    @Test
    void mergingADocumentIntoNothingIsTheDocument() {
        forAll(
                (document, _) ->
                        assertThat(MergePatch.apply(JsonObject.EMPTY, document))
                                .isEqualTo(document));
    }

    @Test
    void noNullSurvivesAMerge() {
        forAll((document, patch) -> assertNoNull(MergePatch.apply(document, patch)));
    }

    @Test
    void namesThePatchDoesNotMentionStay() {
        forAll(
                (document, patch) -> {
                    var merged = MergePatch.apply(document, patch);
                    document.members()
                            .forEach(
                                    (name, value) -> {
                                        if (!patch.members().containsKey(name)) {
                                            assertThat(merged.members()).containsEntry(name, value);
                                        }
                                    });
                });
    }

    @Test
    void patchesOfDifferentNamesCommute() {
        forAll(
                (document, patch) -> {
                    var one = only(patch, "a", "b");
                    var other = only(patch, "c", "d");
                    assertThat(MergePatch.apply(MergePatch.apply(document, one), other))
                            .isEqualTo(MergePatch.apply(MergePatch.apply(document, other), one))
                            .isEqualTo(MergePatch.apply(document, patch));
                });
    }

    /// Whatever is merged into desired properties, `$metadata` has the same names at every level.
    @Test
    void metadataMirrorsTheData() {
        var now = Instant.parse("2030-01-01T00:00:00Z");
        forAll(
                (document, patch) -> {
                    var twin = Twins.fresh(now);
                    for (var step : new JsonObject[] {document, patch}) {
                        var outcome = Twins.patch(twin, new TwinPatch(null, step), now);
                        assertThat(outcome).isInstanceOf(TwinOutcome.Changed.class);
                        twin = ((TwinOutcome.Changed) outcome).twin();
                        assertMirrors(twin.desired().metadata(), twin.desired().data());
                    }
                });
    }

    private static void assertMirrors(JsonObject metadata, JsonObject data) {
        var names = new TreeSet<>(metadata.members().keySet());
        names.removeIf(name -> name.startsWith("$"));
        assertThat(names).isEqualTo(new TreeSet<>(data.members().keySet()));
        assertThat(metadata.members()).containsKeys("$lastUpdated", "$lastUpdatedVersion");
        data.members()
                .forEach(
                        (name, value) -> {
                            var below = MergePatch.objectAt(metadata.members().get(name));
                            assertMirrors(below, MergePatch.objectAt(value));
                        });
    }

    private static void assertNoNull(JsonValue value) {
        switch (value) {
            case JsonObject object -> object.members().values().forEach(v -> assertNoNull(v));
            case JsonArray _, JsonString _, JsonNumber _, JsonBoolean _ -> {}
            case JsonNull _ -> throw new AssertionError("a null survived");
        }
    }

    private static JsonObject only(JsonObject object, String one, String other) {
        var members = new LinkedHashMap<>(object.members());
        members.keySet().removeIf(name -> !name.equals(one) && !name.equals(other));
        return new JsonObject(members);
    }

    private static void forAll(BiConsumer<JsonObject, JsonObject> law) {
        for (long seed = 0; seed < CASES; seed++) {
            var json = new RandomJson(new SplittableRandom(seed));
            var document = json.document(4);
            var patch = json.patch(4);
            try {
                law.accept(document, patch);
            } catch (AssertionError e) {
                throw new AssertionError("seed %d: %s with %s".formatted(seed, document, patch), e);
            }
        }
    }
}

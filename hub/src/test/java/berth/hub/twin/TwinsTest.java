package berth.hub.twin;

import static berth.hub.Json.object;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceTwin;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinPatch;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.hub.twin.TwinOutcome.Broken;
import berth.hub.twin.TwinOutcome.Changed;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class TwinsTest {
    private static final Instant MONDAY = Instant.parse("2030-01-07T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2030-01-08T09:30:00.25Z");

    @Test
    void aFreshTwinHasTheDocumentedCounters() {
        var twin = Twins.fresh(MONDAY);

        assertThat(twin.version()).isEqualTo(2);
        assertThat(twin.etag()).isEqualTo(new ETag("AAAAAAAAAAE="));
        assertThat(twin.tags()).isEqualTo(JsonObject.EMPTY);
        assertThat(twin.desired().version()).isEqualTo(1);
        assertThat(twin.desired().metadata())
                .isEqualTo(object("{\"$lastUpdated\":\"2030-01-07T08:00:00.0000000Z\"}"));
        assertThat(twin.reported()).isEqualTo(twin.desired());
    }

    /// Vector V16 of the protocol reference.
    @Test
    void aPatchMergesAsTheReferenceSays() {
        var twin = desired("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2]}");

        var patched =
                changed(
                        Twins.patch(
                                twin,
                                desiredPatch("{\"a\":{\"b\":null,\"e\":{}},\"d\":[3]}"),
                                TUESDAY));

        assertThat(patched.desired().data())
                .isEqualTo(object("{\"a\":{\"c\":2,\"e\":{}},\"d\":[3]}"));
    }

    @Test
    void aPatchMarksWhatItTouchesAndTheWayThere() {
        var twin = desired("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2]}");

        var patched =
                changed(
                        Twins.patch(
                                twin,
                                desiredPatch("{\"a\":{\"b\":null,\"e\":{}},\"f\":true}"),
                                TUESDAY));

        assertThat(patched.desired().metadata())
                .isEqualTo(
                        object(
                                """
                                {"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                 "$lastUpdatedVersion":3,
                                 "a":{"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                      "$lastUpdatedVersion":3,
                                      "c":{"$lastUpdated":"2030-01-07T08:00:00.0000000Z",
                                           "$lastUpdatedVersion":2},
                                      "e":{"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                           "$lastUpdatedVersion":3}},
                                 "d":{"$lastUpdated":"2030-01-07T08:00:00.0000000Z",
                                      "$lastUpdatedVersion":2},
                                 "f":{"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                      "$lastUpdatedVersion":3}}
                                """));
    }

    @Test
    void aPatchOfTagsLeavesDesiredPropertiesAlone() {
        var twin = desired("{\"a\":1}");

        var patched = changed(Twins.patch(twin, new TwinPatch(object("{\"x\":1}"), null), TUESDAY));

        assertThat(patched.desired()).isEqualTo(twin.desired());
        assertThat(patched.version()).isEqualTo(twin.version() + 1);
        assertThat(patched.etag()).isNotEqualTo(twin.etag());
    }

    @Test
    void aPatchOfNothingChangesNothing() {
        var twin = desired("{\"a\":1}");

        assertThat(changed(Twins.patch(twin, TwinPatch.NOTHING, TUESDAY))).isEqualTo(twin);
    }

    @Test
    void ourOwnWordsComingBackAreIgnored() {
        var patched = desired("{\"a\":1,\"$version\":77,\"$metadata\":{\"$lastUpdated\":\"x\"}}");

        assertThat(patched.desired().data()).isEqualTo(object("{\"a\":1}"));
        assertThat(patched.desired().version()).isEqualTo(2);
    }

    @Test
    void aReplacementEmptiesWhatItDoesNotMention() {
        var twin =
                changed(
                        Twins.patch(
                                reporting("{\"r\":1}"),
                                new TwinPatch(object("{\"x\":1}"), object("{\"a\":1,\"b\":2}")),
                                MONDAY));

        var replaced = changed(Twins.replace(twin, desiredPatch("{\"b\":3,\"c\":null}"), TUESDAY));

        assertThat(replaced.tags()).isEqualTo(JsonObject.EMPTY);
        assertThat(replaced.desired().data()).isEqualTo(object("{\"b\":3}"));
        assertThat(replaced.desired().metadata().members())
                .containsOnlyKeys("$lastUpdated", "$lastUpdatedVersion", "b");
        assertThat(replaced.desired().version()).isEqualTo(3);
        assertThat(replaced.reported()).isEqualTo(twin.reported());
    }

    @Test
    void aReportTouchesNeitherEtagNorDesiredProperties() {
        var twin = desired("{\"a\":1}");

        var reported = changed(Twins.report(twin, object("{\"t\":{\"c\":20.5}}"), TUESDAY));

        assertThat(reported.etag()).isEqualTo(twin.etag());
        assertThat(reported.desired()).isEqualTo(twin.desired());
        assertThat(reported.version()).isEqualTo(twin.version() + 1);
        assertThat(reported.reported().version()).isEqualTo(2);
        assertThat(reported.reported().metadata())
                .isEqualTo(
                        object(
                                """
                                {"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                 "t":{"$lastUpdated":"2030-01-08T09:30:00.2500000Z",
                                      "c":{"$lastUpdated":"2030-01-08T09:30:00.2500000Z"}}}
                                """));
    }

    @Test
    void aResetEmptiesReportedPropertiesAndGoesOnCounting() {
        var twin = reporting("{\"r\":1}");

        var reset =
                changed(
                        Twins.reset(
                                twin,
                                new InitialTwin(JsonObject.EMPTY, object("{\"a\":1}")),
                                TUESDAY));

        assertThat(reset.reported().data()).isEqualTo(JsonObject.EMPTY);
        assertThat(reset.reported().version()).isEqualTo(1);
        assertThat(reset.desired().version()).isEqualTo(twin.desired().version() + 1);
        assertThat(reset.version()).isEqualTo(twin.version() + 1);
    }

    @Test
    void aMigratedTwinHasBeenReportedToOnce() {
        var stored = changed(Twins.report(Twins.fresh(MONDAY), object("{\"x\":1}"), MONDAY));
        var moved = new InitialTwin(object("{\"t\":1}"), object("{\"a\":1}"));

        var twin = changed(Twins.migrated(stored, moved, object("{\"b\":{\"c\":1}}"), TUESDAY));

        assertThat(twin.tags()).isEqualTo(object("{\"t\":1}"));
        assertThat(twin.desired().data()).isEqualTo(object("{\"a\":1}"));
        assertThat(twin.desired().version()).isEqualTo(stored.desired().version() + 1);
        assertThat(twin.reported().data()).isEqualTo(object("{\"b\":{\"c\":1}}"));
        assertThat(twin.reported().version()).isEqualTo(2);
        assertThat(twin.reported().metadata().members()).containsKeys("$lastUpdated", "b");
        assertThat(twin.version()).isEqualTo(stored.version() + 1);
    }

    @Test
    void aMigrationThatKnowsOfNoReportLeavesItAsItIs() {
        var stored = changed(Twins.report(Twins.fresh(MONDAY), object("{\"x\":1}"), MONDAY));

        var twin = changed(Twins.migrated(stored, InitialTwin.EMPTY, null, TUESDAY));

        assertThat(twin.reported()).isEqualTo(stored.reported());
    }

    @Test
    void aNewTwinOfAMoveBeginsWithTheReport() {
        var twin = changed(Twins.created(InitialTwin.EMPTY, object("{\"x\":1}"), MONDAY));

        assertThat(twin.reported().data()).isEqualTo(object("{\"x\":1}"));
        assertThat(twin.reported().version()).isEqualTo(2);
        assertThat(changed(Twins.created(InitialTwin.EMPTY, JsonObject.EMPTY, MONDAY)))
                .isEqualTo(Twins.fresh(MONDAY));
    }

    @Test
    void aReportThatBreaksARuleDoesNotMove() {
        var report = object("{\"a.b\":1}");

        assertThat(Twins.created(InitialTwin.EMPTY, report, MONDAY)).isInstanceOf(Broken.class);
        assertThat(Twins.migrated(Twins.fresh(MONDAY), InitialTwin.EMPTY, report, MONDAY))
                .isInstanceOf(Broken.class);
    }

    @Test
    void aTwinCreatedWithPropertiesHasCountedThem() {
        var twin =
                changed(
                        Twins.created(
                                new InitialTwin(JsonObject.EMPTY, object("{\"a\":1}")), MONDAY));

        assertThat(twin.desired().version()).isEqualTo(2);
        assertThat(twin.version()).isEqualTo(3);
        assertThat(twin.etag()).isEqualTo(new ETag("AAAAAAAAAAI="));
    }

    @Test
    void aBrokenRuleChangesNothing() {
        assertThat(Twins.patch(Twins.fresh(MONDAY), desiredPatch("{\"a\":{\"b.c\":1}}"), TUESDAY))
                .isInstanceOf(Broken.class);
        assertThat(Twins.report(Twins.fresh(MONDAY), object("{\"$x\":1}"), TUESDAY))
                .isInstanceOf(Broken.class);
    }

    /// Vector V15 of the protocol reference.
    @Test
    void theEtagCountsInEightBytes() {
        assertThat(TwinEtag.of(1)).isEqualTo(new ETag("AAAAAAAAAAE="));
        assertThat(TwinEtag.next(TwinEtag.of(1))).isEqualTo(new ETag("AAAAAAAAAAI="));
        assertThat(TwinEtag.next(TwinEtag.of(15))).isEqualTo(new ETag("AAAAAAAAABA="));
    }

    private static DeviceTwin desired(String data) {
        return changed(Twins.patch(Twins.fresh(MONDAY), desiredPatch(data), MONDAY));
    }

    private static DeviceTwin reporting(String data) {
        return changed(Twins.report(Twins.fresh(MONDAY), object(data), MONDAY));
    }

    private static TwinPatch desiredPatch(String data) {
        return new TwinPatch(null, object(data));
    }

    private static DeviceTwin changed(TwinOutcome outcome) {
        assertThat(outcome).isInstanceOf(Changed.class);
        return ((Changed) outcome).twin();
    }
}

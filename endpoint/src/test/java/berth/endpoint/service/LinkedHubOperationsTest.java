package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.core.instance.InstanceChanges;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class LinkedHubOperationsTest {
    private static final String VERSION = "?api-version=2021-10-01";
    private static final String PLANT = "plant.azure-devices.example";
    private static final String OF_PLANT = "/linkedHubs/" + PLANT + VERSION;
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final String OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMA==";

    private final TestHouse house = new TestHouse();

    private static String connection(String key) {
        return "HostName=%s;SharedAccessKeyName=iothubowner;SharedAccessKey=%s"
                .formatted(PLANT, key);
    }

    private static String document(String key) {
        return "{\"connectionString\":\"%s\",\"allocationWeight\":7}".formatted(connection(key));
    }

    private LinkedHub plant() {
        return house.stored().linkedHub(new HubHostName(PLANT)).orElseThrow();
    }

    @Test
    void aLinkedHubIsStoredWithItsKeyAndWrittenDownWithoutIt() {
        assertThat(house.send("PUT", OF_PLANT, document(KEY)).status()).isEqualTo(200);

        assertThat(plant().link())
                .isEqualTo(new HubLink.Azure("iothubowner", Secret.ofBase64(KEY)));
        assertThat(plant().allocationWeight()).isEqualTo(7);
        assertThat(house.changes.all())
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.action()).isEqualTo("linkedHub.linked");
                            assertThat(event.target()).isEqualTo(PLANT);
                            assertThat(event.actor()).isEqualTo("policy:" + TestHouse.OWNER);
                            assertThat(event.toString()).doesNotContain(KEY);
                        });
    }

    /// The way of tools: read, change, write back.
    @Test
    void aDocumentThatWasReadCanBeWrittenBackAndKeepsItsKey() {
        house.send("PUT", OF_PLANT, document(KEY));
        var read = TestHouse.text(house.send("GET", OF_PLANT, ""));
        var changed = read.replace("\"allocationWeight\":7", "\"allocationWeight\":9");

        assertThat(read).contains("SharedAccessKey=****").doesNotContain(KEY);
        assertThat(house.sendIfMatch("*", "PUT", OF_PLANT, changed).status()).isEqualTo(200);
        assertThat(plant().allocationWeight()).isEqualTo(9);
        assertThat(plant().link())
                .isEqualTo(new HubLink.Azure("iothubowner", Secret.ofBase64(KEY)));
    }

    @Test
    void aMaskedKeyOfAPolicyThatIsNotStoredIsRefused() {
        house.send("PUT", OF_PLANT, document(KEY));
        var other = document("****").replace("iothubowner", "service");

        assertThat(house.sendIfMatch("*", "PUT", OF_PLANT, other).status()).isEqualTo(400);
        assertThat(house.send("PATCH", OF_PLANT, other).status()).isEqualTo(400);
        assertThat(
                        house.send("PUT", "/linkedHubs/new.example" + VERSION, document("****"))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aRotatedKeyReplacesTheOldOneAndNothingElse() {
        house.send("PUT", OF_PLANT, document(KEY));
        var patch = "{\"connectionString\":\"%s\"}".formatted(connection(OTHER_KEY));

        assertThat(house.send("PATCH", OF_PLANT, patch).status()).isEqualTo(200);
        assertThat(plant().link())
                .isEqualTo(new HubLink.Azure("iothubowner", Secret.ofBase64(OTHER_KEY)));
        assertThat(plant().allocationWeight()).isEqualTo(7);
    }

    @Test
    void aPatchChangesWhatItNamesAlone() {
        var path = "/linkedHubs/hub-west.berth.example" + VERSION;
        house.send("PATCH", path, "{\"draining\":true}");
        house.send("PATCH", path, "{\"pinnedLatencyMillis\":30}");
        house.send("PATCH", path, "{\"allocationWeight\":3}");
        house.send("PATCH", path, "{\"applyAllocationPolicy\":false}");

        assertThat(house.stored().linkedHub(Scene.WEST))
                .contains(
                        new LinkedHub(
                                Scene.WEST,
                                new HubLink.Embedded(),
                                "local",
                                3,
                                false,
                                true,
                                Duration.ofMillis(30)));
        house.send("PATCH", path, "{\"pinnedLatencyMillis\":null}");
        assertThat(house.stored().linkedHub(Scene.WEST).orElseThrow().pinnedLatency()).isNull();
    }

    /// An operator who is not sure repeats himself; that is no change.
    @Test
    void aRepeatedWishChangesNeitherTagNorAuditTrail() {
        var path = "/linkedHubs/hub-west.berth.example" + VERSION;
        house.send("PATCH", path, "{\"draining\":true}");
        var tag = house.stored().etag();

        assertThat(house.send("PATCH", path, "{\"draining\":true}").status()).isEqualTo(200);
        assertThat(house.stored().etag()).isEqualTo(tag).isNotEqualTo(house.instance.etag());
        assertThat(house.changes.all()).extracting(AuditEvent::action).hasSize(1);
    }

    @Test
    void aStaleTagStopsEveryChange() {
        var path = "/linkedHubs/hub-west.berth.example" + VERSION;

        assertThat(house.sendIfMatch("old", "PATCH", path, "{\"draining\":true}").status())
                .isEqualTo(412);
        assertThat(house.sendIfMatch("old", "PUT", path, "{\"kind\":\"embedded\"}").status())
                .isEqualTo(412);
        assertThat(house.sendIfMatch("old", "DELETE", path, "").status()).isEqualTo(412);
        assertThat(house.stored()).isEqualTo(house.instance);
        assertThat(house.changes.all()).isEmpty();
    }

    /// Enrollments may go on naming it; they fail when a device comes.
    @Test
    void anUnlinkedHubIsGoneFromTheListAlone() {
        var path = "/linkedHubs/hub-west.berth.example" + VERSION;

        assertThat(house.sendIfMatch("instance", "DELETE", path, "").status()).isEqualTo(204);
        assertThat(house.stored().linkedHubs())
                .extracting(hub -> hub.hostName().value())
                .containsExactly("hub-east.berth.example");
        assertThat(house.send("DELETE", path, "").status()).isEqualTo(404);
        assertThat(house.send("PATCH", path, "{\"draining\":true}").status()).isEqualTo(404);
    }

    @Test
    void anEmbeddedHubIsLinkedOnlyIfThereIsOne() {
        var spare = "/linkedHubs/hub-spare.berth.example" + VERSION;

        assertThat(house.send("PUT", spare, "{\"kind\":\"embedded\"}").status()).isEqualTo(200);
        assertThat(house.send("PUT", OF_PLANT, "{\"kind\":\"embedded\"}").status()).isEqualTo(400);
    }

    @Test
    void anInstanceHasAtMostFiftyHubs() {
        for (int i = house.instance.linkedHubs().size(); i < InstanceChanges.LINKED_HUBS_MAX; i++) {
            var path = "/linkedHubs/hub-%d.berth.example%s".formatted(i, VERSION);
            assertThat(house.send("PUT", path, "{\"kind\":\"embedded\"}").status()).isEqualTo(200);
        }

        assertThat(house.send("PUT", OF_PLANT, document(KEY)).status()).isEqualTo(400);
    }

    /// A misspelt wish must not pass for a granted one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"draning\":true}",
                "{\"draining\":1}",
                "{\"allocationWeight\":0}",
                "{\"allocationWeight\":1001}",
                "{\"allocationWeight\":99999999999}",
                "{\"pinnedLatencyMillis\":-1}",
                "{\"pinnedLatencyMillis\":60001}",
                "{\"pinnedLatencyMillis\":9223372036854775807}",
                "{\"location\":\"\"}",
                "{\"kind\":\"azure\"}",
                "{\"hostName\":\"hub-east.berth.example\"}",
                "{\"connectionString\":\"HostName=hub-west.berth.example\"}"
            })
    void aBadPatchIsRefusedAndChangesNothing(String body) {
        var path = "/linkedHubs/hub-west.berth.example" + VERSION;

        assertThat(house.send("PATCH", path, body).status()).isEqualTo(400);
        assertThat(house.stored()).isEqualTo(house.instance);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HostName=other.example;SharedAccessKeyName=p;SharedAccessKey=" + KEY,
                "HostName=nodot;SharedAccessKeyName=p;SharedAccessKey=" + KEY,
                "HostName=plant.azure-devices.example;SharedAccessKeyName=p;SharedAccessKey=s3cr%t",
                "HostName=plant.azure-devices.example;SharedAccessKeyName=p",
                "s3cr%t"
            })
    void aBadConnectionStringIsRefusedWithoutBeingRepeated(String connection) {
        var reply =
                house.send("PUT", OF_PLANT, "{\"connectionString\":\"%s\"}".formatted(connection));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(TestHouse.text(reply)).doesNotContain("s3cr", KEY);
    }

    @Test
    void aPathThatNamesNoHubIsRefused() {
        assertThat(house.send("GET", "/linkedHubs/nodot" + VERSION, "").status()).isEqualTo(400);
    }
}

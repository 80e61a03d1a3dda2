package berth.store.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.allocation.AllocationPolicy;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Documents of earlier releases stay readable.
class InstanceDocumentTest {
    private static final HubHostName HUB = new HubHostName("hub.example");

    @Test
    void aHubWrittenBeforeDoesNotDrainAndIsMeasured() throws BadDocument {
        var document =
                "{\"location\":\"local\",\"allocationWeight\":7,\"applyAllocationPolicy\":false}";

        assertThat(linkedHub(document))
                .isEqualTo(
                        new LinkedHub(HUB, new HubLink.Embedded(), "local", 7, false, false, null));
    }

    @Test
    void anInstanceWrittenBeforeAvoidsUnwellHubs() throws BadDocument {
        var host = new HostName("dps.example");
        var document =
                "{\"name\":\"plant\",\"deviceHost\":\"dps.example\",\"serviceHost\":\"dps.example\","
                    + "\"allocationPolicy\":\"STATIC\"}";
        var scope = new IdScope("0ne00000001");
        var etag = new ETag("tag");

        assertThat(
                        InstanceDocument.instance(
                                scope, StoredJson.object(document), etag, List.of(), List.of()))
                .isEqualTo(
                        new ServiceInstance(
                                scope,
                                "plant",
                                host,
                                host,
                                AllocationPolicy.STATIC,
                                List.of(),
                                List.of(),
                                true,
                                etag));
    }

    @Test
    void aLatencyThatIsNoDurationOrImpossibleIsRefused() {
        var start = "{\"location\":\"l\",\"allocationWeight\":1,\"applyAllocationPolicy\":true,";

        assertThatThrownBy(() -> linkedHub(start + "\"pinnedLatency\":\"12 ms\"}"))
                .isInstanceOf(BadDocument.class)
                .hasMessageContaining("pinnedLatency");
        assertThatThrownBy(() -> linkedHub(start + "\"pinnedLatency\":\"PT-1S\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static LinkedHub linkedHub(String document) throws BadDocument {
        return InstanceDocument.linkedHub(HUB, StoredJson.object(document), JsonObject.EMPTY);
    }
}

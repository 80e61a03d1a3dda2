package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.testkit.hub.AppliedWrite;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;
import berth.testkit.hub.HubRequest.Kind;
import berth.wire.json.InitialTwinJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Writes of an older order that reach the hub after a newer order is done.
final class LateWriteIT {
    private static final String ID = "meter-7";
    private static final DeviceId DEVICE = new DeviceId(ID);

    private final LinkedScriptedHub linked = new LinkedScriptedHub();

    @AfterEach
    void close() {
        linked.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_WITH_TWIN, RESET, KEEP",
        "REPLACE_IDENTITY, RESET, KEEP",
        "REPLACE_IDENTITY, KEEP, RESET",
        "PATCH_TWIN, KEEP, KEEP",
        "PATCH_TWIN, KEEP, RESET",
        "REPLACE_TWIN, RESET, KEEP",
        "REPLACE_TWIN, RESET, RESET",
    })
    void anOlderOrdersLateWriteHasNoEffect(Kind kind, TwinWrite older, TwinWrite newer) {
        if (kind != Kind.CREATE_WITH_TWIN) {
            linked.hub
                    .devices()
                    .create(ID, JsonObject.EMPTY, InitialTwinJson.write(HubOrders.twin(9)));
        }
        linked.hub.onNext(kind, new HubFault.ApplyLate());
        assertThat(provision(1, older)).isInstanceOf(HubAnswer.Unknown.class);
        assertThat(provision(2, newer)).isInstanceOf(HubAnswer.Done.class);
        var identity = linked.hub.devices().identityOf(ID);
        var twin = linked.hub.devices().twinOf(ID);

        assertThat(linked.hub.applyLateWrites()).isEqualTo(1);

        assertThat(linked.hub.devices().identityOf(ID)).isEqualTo(identity);
        assertThat(linked.hub.devices().twinOf(ID)).isEqualTo(twin);
        assertThat(linked.hub.ledger()).noneMatch(AppliedWrite::late);
    }

    @Test
    void aLateRemovalDoesNotTouchANewerDevice() {
        assertThat(provision(1, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));
        linked.hub.onNext(Kind.DELETE_IDENTITY, new HubFault.ApplyLate());
        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 1)))
                .isInstanceOf(HubAnswer.Unknown.class);
        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        linked.hub.applyLateWrites();

        assertThat(linked.hub.devices().ids()).containsExactly(ID);
    }

    /// What the etag cannot prevent, because nothing is left that could have one: the absence watch
    /// exists for it, and finds the older marker.
    @Test
    void aLateCreationAfterARemovalCarriesTheMarkerThatGivesItAway() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.ApplyLate());
        provision(1, TwinWrite.KEEP);
        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 1)))
                .isEqualTo(new HubAnswer.Done(false));
        linked.hub.applyLateWrites();
        assertThat(linked.hub.devices().ids()).containsExactly(ID);

        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 1)))
                .isEqualTo(new HubAnswer.Done(false));

        assertThat(linked.hub.devices().ids()).isEmpty();
    }

    private HubAnswer provision(int generation, TwinWrite twinWrite) {
        return linked.registry().provision(HubOrders.order(DEVICE, generation, twinWrite));
    }
}

package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;
import berth.testkit.hub.HubRequest.Kind;
import berth.wire.json.BadDocument;
import berth.wire.json.InitialTwinJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

/// Devices that are in the hub already, and others who write at the same time. What every registry
/// promises about them is in the contract; here is what only a remote hub can do.
final class HubExistingIdentityIT {
    private static final String ID = "meter-7";
    private static final DeviceId DEVICE = new DeviceId(ID);

    private final LinkedScriptedHub linked = new LinkedScriptedHub();

    @AfterEach
    void close() {
        linked.close();
    }

    @Test
    void whatAnOrderDoesNotKnowStaysAsItWas() {
        exists();
        set("deviceScope", new JsonString("ms-azure-iot-edge://gateway-637"));
        set("status", new JsonString("disabled"));
        set("capabilities", new JsonObject(Map.of("other", JsonBoolean.TRUE)));

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        var identity = linked.hub.devices().identityOf(ID).members();
        assertThat(identity.get("deviceScope"))
                .isEqualTo(new JsonString("ms-azure-iot-edge://gateway-637"));
        assertThat(identity.get("status")).isEqualTo(new JsonString("disabled"));
        assertThat(identity.get("capabilities"))
                .isEqualTo(
                        new JsonObject(
                                Map.of("other", JsonBoolean.TRUE, "iotEdge", JsonBoolean.FALSE)));
        assertThat(linked.registry().find(DEVICE)).isPresent();
    }

    @Test
    void anOperatorWhoIsFasterDoesNotStopTheOrder() {
        exists();
        linked.hub.onNext(
                Kind.REPLACE_IDENTITY,
                new HubFault.Overtake(
                        devices -> devices.operatorSets(ID, "status", new JsonString("disabled"))));

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        assertThat(linked.hub.devices().identityOf(ID).members().get("status"))
                .isEqualTo(new JsonString("disabled"));
    }

    @Test
    void aTwinThatChangedMeanwhileIsReadAgain() {
        exists();
        linked.hub.onNext(
                Kind.REPLACE_TWIN,
                new HubFault.Overtake(
                        devices ->
                                devices.patchTwin(
                                        ID, InitialTwinJson.write(HubOrders.twin(8)), null)));

        assertThat(provision(2, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(false));

        assertThat(twin()).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aNewerMarkerSeenBeforeTheTwinIsWrittenStopsTheOrder() {
        linked.registry().provision(HubOrders.order(DEVICE, 1, TwinWrite.KEEP));
        linked.hub.onNext(
                Kind.READ_TWIN,
                new HubFault.Overtake(
                        devices ->
                                devices.operatorSets(
                                        ID,
                                        "statusReason",
                                        new JsonString(HubOrders.marker(3).text()))));

        assertThat(provision(2, TwinWrite.RESET))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(3)));

        assertThat(twin()).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void aDeviceThatVanishesBetweenIsCreated() {
        exists();
        linked.hub.onNext(
                Kind.READ_IDENTITY, new HubFault.Overtake(devices -> devices.delete(ID, null)));

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aTwinThatTheHubCouldNotCreateIsWrittenAfterwards() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.LeaveTwinOut());

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aTwinThatIsStillMissingAtTheNextTryIsWrittenThen() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.LeaveTwinOut());
        linked.hub.onNext(Kind.READ_TWIN, new HubFault.Gateway(502));
        assertThat(provision(2, TwinWrite.KEEP)).isInstanceOf(HubAnswer.Unknown.class);

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void whatAnOperatorWroteToANewTwinIsNotOverwrittenByTheNextTry() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.LoseReply());
        provision(2, TwinWrite.KEEP);
        linked.hub.devices().replaceTwin(ID, InitialTwinJson.write(HubOrders.twin(8)), null);

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(8));
    }

    @Test
    void aDeviceWhoseCreationWasNotConfirmedIsStillOurs() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.LoseReply());
        provision(2, TwinWrite.KEEP);

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));
    }

    @Test
    void aDeviceWhoseTakeoverWasNotConfirmedIsStillSomebodyElses() {
        exists();
        linked.hub.onNext(Kind.REPLACE_IDENTITY, new HubFault.LoseReply());
        provision(2, TwinWrite.KEEP);

        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));
    }

    @Test
    void aRemovalThatIsOvertakenByANewerOrderLeavesItAlone() {
        linked.registry().provision(HubOrders.order(DEVICE, 1, TwinWrite.KEEP));
        linked.hub.onNext(
                Kind.DELETE_IDENTITY,
                new HubFault.Overtake(
                        devices ->
                                devices.operatorSets(
                                        ID,
                                        "statusReason",
                                        new JsonString(HubOrders.marker(2).text()))));

        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 1)))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
        assertThat(linked.hub.devices().ids()).containsExactly(ID);
    }

    private void exists() {
        linked.hub.devices().create(ID, JsonObject.EMPTY, InitialTwinJson.write(HubOrders.twin(9)));
    }

    private void set(String member, JsonValue value) {
        linked.hub.devices().operatorSets(ID, member, value);
    }

    private HubAnswer provision(int generation, TwinWrite twinWrite) {
        return linked.registry().provision(HubOrders.order(DEVICE, generation, twinWrite));
    }

    private InitialTwin twin() {
        try {
            var twin = StoredTwin.read(linked.hub.devices().twinOf(ID)).twin();
            return new InitialTwin(twin.tags(), twin.desired().data());
        } catch (BadDocument e) {
            throw new AssertionError(e);
        }
    }
}

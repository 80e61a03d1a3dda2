package berth.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceRemoval.Extent;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinData;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a provisioning service may rely on, whatever hub stands behind the port. Each test has a
/// device of its own, so that a hub can serve them all.
public abstract class HubRegistryContract {
    /// What an operator does behind the service's back, and what one can see.
    public interface Operator {
        /// Creates a device with keys of its own and this twin.
        void creates(DeviceId deviceId, InitialTwin twin);

        void disables(DeviceId deviceId);

        /// Writes a text of his own into `statusReason`.
        void explains(DeviceId deviceId, String statusReason);

        void deletes(DeviceId deviceId);

        InitialTwin twin(DeviceId deviceId);
    }

    private static final HubAnswer DONE = new HubAnswer.Done(false);

    protected abstract HubRegistry registry();

    protected abstract Operator operator();

    @Test
    void aNewDeviceIsCreatedEnabledWithCredentialsMarkerAndTwin() {
        var device = new DeviceId("new-with-twin");

        var answer = provision(device, 1, TwinWrite.KEEP);

        assertThat(answer).isEqualTo(new HubAnswer.Done(true));
        var identity = found(device);
        assertThat(identity.enabled()).isTrue();
        assertThat(identity.authentication()).isEqualTo(HubOrders.keys(1));
        assertThat(identity.marker()).contains(HubOrders.marker(1));
        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void aNewDeviceMayHaveNoTwin() {
        var device = new DeviceId("new-without-twin");
        var order = HubOrders.order(device, 1, TwinWrite.RESET, InitialTwin.EMPTY);

        assertThat(registry().provision(order)).isEqualTo(new HubAnswer.Done(true));
        assertThat(found(device).marker()).contains(HubOrders.marker(1));
        assertThat(twin(device)).isEqualTo(InitialTwin.EMPTY);
    }

    @Test
    void everyKindOfCredentialArrives() {
        var device = new DeviceId("credentials:+%_#*?!(),=@;$'");
        var sha256 = ByteString.sha256((byte) 1);
        var wanted = new DeviceAuthentication.Thumbprints(sha256, sha256);
        var order =
                new DeviceOrder(
                        device,
                        wanted,
                        true,
                        HubOrders.twin(1),
                        TwinWrite.KEEP,
                        HubOrders.marker(1));

        assertThat(registry().provision(order)).isEqualTo(new HubAnswer.Done(true));
        assertThat(found(device).authentication()).isEqualTo(wanted);
        assertThat(found(device).iotEdge()).isTrue();
    }

    @Test
    void anOrderCarriedOutTwiceIsCarriedOutOnce() {
        var device = new DeviceId("twice");
        provision(device, 1, TwinWrite.RESET);
        var before = found(device);

        var answer = provision(device, 1, TwinWrite.RESET);

        assertThat(answer).isEqualTo(new HubAnswer.Done(true));
        assertThat(found(device).etag()).isEqualTo(before.etag());
    }

    @Test
    void aTakeoverCarriedOutTwiceStaysATakeover() {
        var device = new DeviceId("taken-twice");
        operator().creates(device, InitialTwin.EMPTY);

        assertThat(provision(device, 1, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(false));
        assertThat(provision(device, 1, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(false));
        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void aNewerOrderTakesOverAndMayLeaveTheTwin() {
        var device = new DeviceId("newer-keep");
        provision(device, 1, TwinWrite.KEEP);

        assertThat(provision(device, 2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        assertThat(found(device).authentication()).isEqualTo(HubOrders.keys(2));
        assertThat(found(device).marker()).contains(HubOrders.marker(2));
        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void aNewerOrderTakesOverAndMayResetTheTwin() {
        var device = new DeviceId("newer-reset");
        provision(device, 1, TwinWrite.KEEP);

        assertThat(provision(device, 2, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(false));

        assertThat(twin(device)).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aResetToNothingEmptiesTheTwin() {
        var device = new DeviceId("reset-to-nothing");
        provision(device, 1, TwinWrite.KEEP);
        var order = HubOrders.order(device, 2, TwinWrite.RESET, InitialTwin.EMPTY);

        assertThat(registry().provision(order)).isEqualTo(new HubAnswer.Done(false));

        assertThat(twin(device)).isEqualTo(InitialTwin.EMPTY);
    }

    @Test
    void anOlderOrderIsSuperseded() {
        var device = new DeviceId("older");
        provision(device, 2, TwinWrite.KEEP);
        var before = found(device);

        var answer = provision(device, 1, TwinWrite.RESET);

        assertThat(answer).isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
        assertThat(found(device)).isEqualTo(before);
        assertThat(twin(device)).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aDeviceThatAnOperatorDisabledStaysDisabled() {
        var device = new DeviceId("disabled");
        provision(device, 1, TwinWrite.KEEP);
        operator().disables(device);

        assertThat(provision(device, 2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        assertThat(found(device).enabled()).isFalse();
        assertThat(found(device).authentication()).isEqualTo(HubOrders.keys(2));
    }

    @Test
    void anOperatorsOwnWordsStayAndTheMarkerIsKeptBesideThem() {
        var device = new DeviceId("own-words");
        operator().creates(device, HubOrders.twin(9));
        operator().explains(device, "in repair");

        assertThat(provision(device, 2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));

        assertThat(found(device).statusReason()).isEqualTo("in repair");
        assertThat(found(device).authentication()).isEqualTo(HubOrders.keys(2));
        assertThat(twin(device)).isEqualTo(HubOrders.twin(9));
        assertThat(provision(device, 2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));
        assertThat(provision(device, 1, TwinWrite.RESET))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
    }

    @Test
    void anOperatorsOwnWordsDoNotPreventAReset() {
        var device = new DeviceId("own-words-reset");
        operator().creates(device, HubOrders.twin(9));
        operator().explains(device, "in repair");

        assertThat(provision(device, 2, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(false));

        assertThat(twin(device)).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void aDeviceThatIsNotThereIsNotFound() {
        assertThat(registry().find(new DeviceId("nowhere"))).isEmpty();
    }

    @Test
    void aNewDeviceOfAMoveStartsWithTheOldHubsTwin() {
        var device = new DeviceId("migrated-new");

        assertThat(provision(device, 1, TwinWrite.MIGRATE)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void theOldHubsTwinReplacesTheOneThatIsThere() {
        var device = new DeviceId("migrated-over");
        operator()
                .creates(
                        device,
                        new InitialTwin(
                                new JsonObject(Map.of("other", JsonBoolean.TRUE)),
                                new JsonObject(Map.of("other", JsonBoolean.TRUE))));

        assertThat(provision(device, 1, TwinWrite.MIGRATE)).isEqualTo(new HubAnswer.Done(false));
        assertThat(provision(device, 1, TwinWrite.MIGRATE)).isEqualTo(new HubAnswer.Done(false));

        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void whatTheRegistryReadsOfATwinCanMoveOnToAnotherHub() {
        var device = new DeviceId("twin-read");
        operator().creates(device, HubOrders.twin(9));
        operator().explains(device, "in repair");
        provision(device, 2, TwinWrite.KEEP);

        var moved = TwinData.of(registry().twin(device).orElseThrow());

        assertThat(moved.initial()).isEqualTo(HubOrders.twin(9));
        assertThat(moved.reported()).isEqualTo(JsonObject.EMPTY);
        assertThat(registry().twin(new DeviceId("nowhere"))).isEmpty();
    }

    @Test
    void aDeviceThatTheHubForgotIsCreatedAgainWithTheOrdersTwin() {
        var device = new DeviceId("forgotten");
        provision(device, 1, TwinWrite.KEEP);
        operator().deletes(device);

        assertThat(provision(device, 1, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));
        operator().deletes(device);
        assertThat(provision(device, 2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(found(device).marker()).contains(HubOrders.marker(2));
        assertThat(twin(device)).isEqualTo(HubOrders.twin(2));
    }

    @ParameterizedTest
    @EnumSource
    void removingWhatIsNotThereIsSuccess(Extent extent) {
        assertThat(remove(new DeviceId("nowhere-" + extent), 1, extent)).isEqualTo(DONE);
    }

    @ParameterizedTest
    @EnumSource
    void anOrdersOwnDeviceCanBeRemoved(Extent extent) {
        var device = new DeviceId("removed-" + extent);
        provision(device, 1, TwinWrite.KEEP);

        assertThat(remove(device, 1, extent)).isEqualTo(DONE);
        assertThat(remove(device, 1, extent)).isEqualTo(DONE);

        assertThat(registry().find(device)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aNewerOrdersDeviceIsNotRemoved(Extent extent) {
        var device = new DeviceId("not-removed-" + extent);
        provision(device, 2, TwinWrite.KEEP);

        assertThat(remove(device, 1, extent))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));

        assertThat(registry().find(device)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aNewerMarkerBesideAnOperatorsWordsPreventsTheRemovalToo(Extent extent) {
        var device = new DeviceId("not-removed-either-" + extent);
        operator().creates(device, InitialTwin.EMPTY);
        operator().explains(device, "in repair");
        provision(device, 2, TwinWrite.KEEP);

        assertThat(remove(device, 1, extent))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
    }

    @Test
    void anOldersOrAnOperatorsDeviceIsRemovedWithTheRest() {
        var older = new DeviceId("older-removed");
        var foreign = new DeviceId("foreign-removed");
        provision(older, 1, TwinWrite.KEEP);
        operator().creates(foreign, HubOrders.twin(9));

        assertThat(remove(older, 2, Extent.UP_TO_MARKER)).isEqualTo(DONE);
        assertThat(remove(foreign, 2, Extent.UP_TO_MARKER)).isEqualTo(DONE);

        assertThat(registry().find(older)).isEmpty();
        assertThat(registry().find(foreign)).isEmpty();
    }

    @Test
    void compensationLeavesWhatTheOperationDidNotCreate() {
        var older = new DeviceId("older-left");
        var foreign = new DeviceId("foreign-left");
        var taken = new DeviceId("taken-left");
        var described = new DeviceId("described-left");
        provision(older, 1, TwinWrite.KEEP);
        operator().creates(foreign, HubOrders.twin(9));
        provision(taken, 1, TwinWrite.KEEP);
        provision(taken, 2, TwinWrite.KEEP);
        operator().creates(described, HubOrders.twin(9));
        operator().explains(described, "in repair");
        provision(described, 2, TwinWrite.KEEP);

        for (var device : List.of(older, foreign, taken, described)) {
            assertThat(remove(device, 2, Extent.CREATED_BY_MARKER)).isEqualTo(DONE);
            assertThat(registry().find(device)).as(device.value()).isPresent();
        }
    }

    @Test
    void compensationLeavesADeviceThatAnOperatorDisabled() {
        var device = new DeviceId("disabled-left");
        provision(device, 1, TwinWrite.KEEP);
        operator().disables(device);

        assertThat(remove(device, 1, Extent.CREATED_BY_MARKER)).isEqualTo(DONE);

        assertThat(registry().find(device)).isPresent();
    }

    @Test
    void aDeviceIsDisabledAndEnabledAgain() {
        var device = new DeviceId("switched");
        provision(device, 1, TwinWrite.KEEP);
        var before = found(device);

        assertThat(setEnabled(device, 1, false)).isEqualTo(DONE);
        assertThat(found(device).enabled()).isFalse();
        assertThat(setEnabled(device, 2, true)).isEqualTo(DONE);

        assertThat(found(device).enabled()).isTrue();
        assertThat(found(device).marker()).contains(HubOrders.marker(2));
        assertThat(found(device).authentication()).isEqualTo(before.authentication());
        assertThat(found(device).generationId()).isEqualTo(before.generationId());
        assertThat(twin(device)).isEqualTo(HubOrders.twin(1));
    }

    @Test
    void switchingTwiceIsSwitchingOnce() {
        var device = new DeviceId("switched-twice");
        provision(device, 1, TwinWrite.KEEP);
        setEnabled(device, 2, false);
        var before = found(device);

        assertThat(setEnabled(device, 2, false)).isEqualTo(DONE);

        assertThat(found(device)).isEqualTo(before);
    }

    @Test
    void compensationLeavesADeviceThatWasSwitchedEvenToWhatItWas() {
        var device = new DeviceId("switched-left");
        provision(device, 1, TwinWrite.KEEP);
        setEnabled(device, 1, true);

        assertThat(remove(device, 1, Extent.CREATED_BY_MARKER)).isEqualTo(DONE);

        assertThat(registry().find(device)).isPresent();
        assertThat(provision(device, 1, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(false));
    }

    @Test
    void aNewerOrdersDeviceIsNotSwitched() {
        var device = new DeviceId("not-switched");
        provision(device, 2, TwinWrite.KEEP);

        assertThat(setEnabled(device, 1, false))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));

        assertThat(found(device).enabled()).isTrue();
    }

    @Test
    void aSwitchKeepsOlderOrdersAway() {
        var device = new DeviceId("switched-newer");
        provision(device, 1, TwinWrite.KEEP);
        setEnabled(device, 3, false);

        assertThat(provision(device, 2, TwinWrite.RESET))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(3)));
        assertThat(setEnabled(device, 2, true))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(3)));
    }

    @Test
    void switchingKeepsAnOperatorsOwnWords() {
        var device = new DeviceId("switched-words");
        operator().creates(device, HubOrders.twin(9));
        operator().explains(device, "in repair");

        assertThat(setEnabled(device, 2, false)).isEqualTo(DONE);

        assertThat(found(device).statusReason()).isEqualTo("in repair");
        assertThat(found(device).enabled()).isFalse();
        assertThat(twin(device)).isEqualTo(HubOrders.twin(9));
        assertThat(setEnabled(device, 1, true))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
    }

    @Test
    void switchingWhatIsNotThereIsSuccess() {
        var device = new DeviceId("switched-nowhere");

        assertThat(setEnabled(device, 1, false)).isEqualTo(DONE);

        assertThat(registry().find(device)).isEmpty();
    }

    private HubAnswer remove(DeviceId device, int generation, Extent extent) {
        return registry().remove(new DeviceRemoval(device, HubOrders.marker(generation), extent));
    }

    private HubAnswer setEnabled(DeviceId device, int generation, boolean enabled) {
        return registry().setEnabled(device, HubOrders.marker(generation), enabled);
    }

    private HubAnswer provision(DeviceId device, int generation, TwinWrite twinWrite) {
        return registry().provision(HubOrders.order(device, generation, twinWrite));
    }

    private DeviceIdentity found(DeviceId device) {
        return registry().find(device).orElseThrow();
    }

    /// Without our own tag.
    private InitialTwin twin(DeviceId device) {
        var twin = operator().twin(device);
        var tags = new LinkedHashMap<>(twin.tags().members());
        tags.remove(HubMarker.TWIN_TAG);
        return new InitialTwin(new JsonObject(tags), twin.desired());
    }
}

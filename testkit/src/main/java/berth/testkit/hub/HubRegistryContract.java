package berth.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;

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

        InitialTwin twin(DeviceId deviceId);
    }

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
    void removingWhatIsNotThereIsSuccess() {
        assertThat(registry().remove(new DeviceId("nowhere"), HubOrders.marker(1)))
                .isEqualTo(new HubAnswer.Done(false));
    }

    @Test
    void anOrdersOwnDeviceCanBeRemoved() {
        var device = new DeviceId("removed");
        provision(device, 1, TwinWrite.KEEP);

        assertThat(registry().remove(device, HubOrders.marker(1)))
                .isEqualTo(new HubAnswer.Done(false));

        assertThat(registry().find(device)).isEmpty();
    }

    @Test
    void aNewerOrdersDeviceIsNotRemoved() {
        var device = new DeviceId("not-removed");
        provision(device, 2, TwinWrite.KEEP);

        assertThat(registry().remove(device, HubOrders.marker(1)))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));

        assertThat(registry().find(device)).isPresent();
    }

    @Test
    void aNewerMarkerBesideAnOperatorsWordsPreventsTheRemovalToo() {
        var device = new DeviceId("not-removed-either");
        operator().creates(device, InitialTwin.EMPTY);
        operator().explains(device, "in repair");
        provision(device, 2, TwinWrite.KEEP);

        assertThat(registry().remove(device, HubOrders.marker(1)))
                .isEqualTo(new HubAnswer.Superseded(HubOrders.marker(2)));
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

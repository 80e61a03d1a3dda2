package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceRemoval.Extent;
import berth.core.hub.HubAnswer;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.testkit.hub.AppliedWrite;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;
import berth.testkit.hub.HubRequest.Kind;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A hub that has forgotten an identity, be it by an operator's hand or by a restored backup.
final class HubAmnesiaIT {
    private static final String ID = "meter-7";
    private static final DeviceId DEVICE = new DeviceId(ID);

    private final LinkedScriptedHub linked = new LinkedScriptedHub();

    @BeforeEach
    void provisionAndForget() {
        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));
        forget();
    }

    @AfterEach
    void close() {
        linked.close();
    }

    @Test
    void theNextRegistrationCreatesTheIdentityAgainWithItsTwin() {
        assertThat(provision(3, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        var identity = linked.registry().find(DEVICE).orElseThrow();
        assertThat(identity.enabled()).isTrue();
        assertThat(identity.marker()).contains(HubOrders.marker(3));
        assertThat(identity.authentication()).isEqualTo(HubOrders.keys(3));
        assertThat(twin()).isEqualTo(HubOrders.twin(3));
    }

    @Test
    void theSameOrderRepeatedCreatesTheIdentityAgainToo() {
        assertThat(provision(2, TwinWrite.KEEP)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(2));
    }

    @Test
    void anIdentityThatIsForgottenWhileItIsTakenOverIsCreated() {
        provision(2, TwinWrite.KEEP);
        linked.hub.onNext(
                Kind.REPLACE_IDENTITY, new HubFault.Overtake(devices -> devices.delete(ID, null)));

        assertThat(provision(3, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(3));
    }

    @Test
    void anIdentityThatIsForgottenBeforeItsTwinIsWrittenIsNotTakenForDone() {
        provision(2, TwinWrite.KEEP);
        linked.hub.onNext(
                Kind.READ_TWIN, new HubFault.Overtake(devices -> devices.delete(ID, null)));

        assertThat(provision(3, TwinWrite.RESET)).isInstanceOf(HubAnswer.Unknown.class);
        assertThat(provision(3, TwinWrite.RESET)).isEqualTo(new HubAnswer.Done(true));

        assertThat(twin()).isEqualTo(HubOrders.twin(3));
    }

    @ParameterizedTest
    @EnumSource
    void aRemovalIsQuiet(Extent extent) {
        var before = linked.hub.ledger();

        var answer =
                linked.registry().remove(new DeviceRemoval(DEVICE, HubOrders.marker(3), extent));

        assertThat(answer).isEqualTo(new HubAnswer.Done(false));
        assertThat(linked.hub.ledger()).isEqualTo(before);
    }

    /// The absence watch is a removal, again and again.
    @Test
    void theWatchIsQuietAndCostsOneReadEachTime() {
        int before = linked.hub.requests().size();

        for (int i = 0; i < 3; i++) {
            assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 2)))
                    .isEqualTo(new HubAnswer.Done(false));
        }

        assertThat(linked.hub.kinds().subList(before, before + 3)).containsOnly(Kind.READ_IDENTITY);
        assertThat(linked.hub.requests()).hasSize(before + 3);
        assertThat(linked.hub.devices().ids()).isEmpty();
    }

    @Test
    void aSwitchIsQuietAndCreatesNothing() {
        assertThat(linked.registry().setEnabled(DEVICE, HubOrders.marker(3), true))
                .isEqualTo(new HubAnswer.Done(false));

        assertThat(linked.hub.devices().ids()).isEmpty();
    }

    @Test
    void readsSayThatThereIsNothing() {
        assertThat(linked.registry().find(DEVICE)).isEmpty();
        assertThat(linked.registry().twin(DEVICE)).isEmpty();
        assertThat(linked.hub.ledger()).noneMatch(AppliedWrite::late);
    }

    private void forget() {
        linked.hub.devices().delete(ID, null);
        assertThat(linked.hub.devices().ids()).isEmpty();
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

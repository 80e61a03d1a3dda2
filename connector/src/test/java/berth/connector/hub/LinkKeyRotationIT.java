package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.ServiceError;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.id.DeviceId;
import berth.core.secret.Secret;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// The link's key, from its first token to its replacement.
final class LinkKeyRotationIT {
    private static final Secret NEW_KEY = LinkedScriptedHub.key("second");

    private final LinkedScriptedHub linked = new LinkedScriptedHub();
    private int devices;

    @AfterEach
    void close() {
        linked.close();
    }

    @Test
    void tokensAreRenewedBeforeTheyExpire() {
        for (int hours = 0; hours < 6; hours++) {
            assertThat(provision(linked.registry())).isEqualTo(new HubAnswer.Done(true));
            linked.clock.pass(Duration.ofMinutes(59));
        }
    }

    @Test
    void aRolledKeyIsNoticedAndTheLinkIsUnwell() {
        provision(linked.registry());
        linked.hub.rollKey(NEW_KEY);

        assertThat(provision(linked.registry()))
                .isInstanceOfSatisfying(
                        HubAnswer.Elsewhere.class,
                        refused ->
                                assertThat(refused.refusal().error())
                                        .isEqualTo(ServiceError.HUB_UNAUTHORIZED));
        assertThat(linked.health().condition()).isEqualTo(HubHealth.Condition.UNAUTHORIZED);
        assertThatThrownBy(() -> linked.registry().find(new DeviceId("any")))
                .isInstanceOf(HubUnreachable.class);
    }

    @Test
    void aLinkWithTheNewKeyWorksAtOnce() {
        provision(linked.registry());
        linked.hub.rollKey(NEW_KEY);
        provision(linked.registry());

        assertThat(provision(linked.registry(NEW_KEY))).isEqualTo(new HubAnswer.Done(true));
        assertThat(linked.health().usable(linked.clock.instant())).isTrue();
    }

    @Test
    void theSameLinkIsTheSameRegistry() {
        assertThat(linked.registry()).isSameAs(linked.registry());
        assertThat(linked.registry(NEW_KEY)).isNotSameAs(linked.registry());
    }

    @Test
    void aNewKeyDoesNotForgetThatTheHubIsDown() {
        linked.hub.always(new HubFault.Gateway(502));
        for (int i = 0; i < 5; i++) {
            provision(linked.registry());
        }
        int before = linked.hub.requests().size();

        provision(linked.registry(NEW_KEY));

        assertThat(linked.hub.requests()).hasSize(before);
    }

    @Test
    void noKeyAppearsInWhatIsSaid() {
        linked.hub.rollKey(NEW_KEY);
        var answer = provision(linked.registry()).toString();

        assertThat(answer + linked.health())
                .doesNotContain(LinkedScriptedHub.KEY.revealBase64())
                .doesNotContain("SharedAccessSignature");
    }

    private HubAnswer provision(HubRegistry registry) {
        var device = new DeviceId("meter-" + devices++);
        return registry.provision(HubOrders.order(device, 1, TwinWrite.KEEP));
    }
}

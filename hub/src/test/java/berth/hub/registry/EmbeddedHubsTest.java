package berth.hub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubAnswer;
import berth.core.id.HubHostName;
import berth.hub.HubScene;

import org.junit.jupiter.api.Test;

final class EmbeddedHubsTest {
    private final HubScene scene = new HubScene();

    @Test
    void anOrderOpensNoPolicies() {
        scene.definition();
        int before = scene.memory.definitionReads();

        var hub = scene.hubs.hub(HubScene.HOST).orElseThrow();

        assertThat(hub.provision(ProvisioningTest.order(1))).isEqualTo(new HubAnswer.Done(true));
        assertThat(hub.find(ProvisioningTest.order(1).deviceId())).isPresent();
        assertThat(scene.memory.definitionReads()).isEqualTo(before);
    }

    @Test
    void aHubShowsItsPoliciesAsTheyAreNow() {
        var definition = scene.definition();

        assertThat(scene.hubs.hub(HubScene.HOST).orElseThrow().policies())
                .isEqualTo(definition.policies());
    }

    @Test
    void aHubThatWasNeverOpenedIsNotThere() {
        assertThat(scene.hubs.hub(new HubHostName("other.example.com"))).isEmpty();
    }
}

package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.audit.AuditEvent;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.id.DeviceId;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.hub.HubScene;
import berth.hub.registry.EmbeddedHub;
import berth.net.http.HttpHeaders;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// With the token vectors of the protocol reference, section 12: key K2, good until 2030-01-01.
final class HubAccessTest {
    private static final HubRoute.Operation GET_DEVICE =
            new HubRoute.GetDevice(new DeviceId("dev-01"));
    private static final Secret K2 =
            Secret.ofBase64("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");
    private static final String V6 =
            "SharedAccessSignature sr=hub1.example.com"
                    + "&sig=dQXWvkmZcu%2BSnrPThRi8nAUb2Im122rsbp0QgnxZ7ms%3D"
                    + "&se=1893456000&skn=iothubowner";
    private static final String V7 =
            "SharedAccessSignature sr=hub1.example.com%2Fdevices"
                    + "&sig=s6abVHkIoA7fxPTBl%2B4mPq%2F8kSpe10BtSQ2lqSnCVsM%3D"
                    + "&se=1893456000&skn=device";

    private final HubScene scene = new HubScene();
    private EmbeddedHub hub;

    @BeforeEach
    void openAHubWithTheKeyOfTheVectors() {
        scene.clock.pass(Duration.ofDays(-30));
        var keys = new SymmetricKeys(K2, K2);
        var definition =
                new EmbeddedHubDefinition(
                        "hub1",
                        HubScene.HOST,
                        List.of(
                                new AccessPolicy<>(
                                        "iothubowner", keys, EnumSet.allOf(HubRight.class)),
                                new AccessPolicy<>(
                                        "device", keys, Set.of(HubRight.DEVICE_CONNECT))));
        scene.memory.put(definition);
        hub = scene.hubs.hub(HubScene.HOST).orElseThrow();
    }

    @Test
    void aTokenOfTheOwnerOpensTheRegistry() {
        assertThat(judge(V6)).isInstanceOf(HubAccess.Verdict.Granted.class);
    }

    @Test
    void aTokenOfTheDevicePolicyDoesNot() {
        assertThat(judge(V7)).isInstanceOf(HubAccess.Verdict.Denied.class);
        assertThat(lastEvent().actor()).isEqualTo("policy:device");
    }

    @Test
    void anAlteredTokenIsRefusedAndAudited() {
        assertThat(judge(V6.replace("1893456000", "1893456001")))
                .isEqualTo(new HubAccess.Verdict.Denied("Unauthorized"));
        assertThat(lastEvent().action()).isEqualTo("access.refused");
        assertThat(lastEvent().actor()).isEqualTo("anonymous");
        assertThat(lastEvent().source()).isEqualTo("192.0.2.7");
    }

    @Test
    void aTokenIsGoodUntilFiveMinutesAfterItsExpiry() {
        scene.clock.pass(
                Duration.between(scene.clock.instant(), Instant.ofEpochSecond(1893456300)));
        assertThat(judge(V6)).isInstanceOf(HubAccess.Verdict.Granted.class);

        scene.clock.pass(Duration.ofSeconds(1));
        assertThat(judge(V6)).isInstanceOf(HubAccess.Verdict.Denied.class);
    }

    /// Anybody can send any number of them.
    @Test
    void aRequestWithoutAReadableTokenLeavesNoTrace() {
        int before = scene.audit.all().size();

        assertThat(judge("Basic abc")).isInstanceOf(HubAccess.Verdict.Denied.class);

        assertThat(scene.audit.all()).hasSize(before);
    }

    private HubAccess.Verdict judge(String token) {
        var headers = HttpHeaders.NONE.with("Authorization", token);
        var request = Requests.of("GET", "/devices/dev-01", headers, "");
        return new HubAccess(scene.audit, scene.clock).judge(hub, GET_DEVICE, request, "T1");
    }

    private AuditEvent lastEvent() {
        return scene.audit.all().getLast();
    }
}

package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.StoreUnavailable;
import berth.hub.live.LiveScene;
import berth.net.mqtt.ConversationLimits;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.Qos;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What wire files cannot show: limits, settings, a store that is away.
class HubMqttEndpointTest {
    private static final String EVENTS = "devices/dev-01/messages/events/";

    private MqttScene mqtt = new MqttScene();

    private Talk open() throws InterruptedException {
        mqtt.scene.device("dev-01");
        return connect();
    }

    private Talk connect() throws InterruptedException {
        var talk = mqtt.talk();
        talk.say(packet());
        assertThat(PacketText.write(talk.hear())).startsWith("CONNACK 0");
        return talk;
    }

    private MqttPacket packet() {
        return MqttPacket.Connect.of(
                "dev-01",
                60,
                LiveScene.HOST + "/dev-01/?api-version=2021-04-12",
                PacketText.secret(mqtt.scene.token("dev-01")));
    }

    private static Publish telemetry(int packetId, int bytes) {
        return Publish.atLeastOnce(EVENTS, PacketText.bytes("x".repeat(bytes)), packetId);
    }

    private static HubMqttSettings settings(int connectsMax, boolean ignoreUnknownTopics) {
        var standard = HubMqttSettings.DEFAULTS;
        return new HubMqttSettings(
                standard.limits(),
                4,
                connectsMax,
                standard.telemetryPauses(),
                standard.repeatsMax(),
                ignoreUnknownTopics);
    }

    private void failNext(int times) {
        for (int i = 0; i < times; i++) {
            mqtt.scene.telemetry.failNext(
                    new StoreUnavailable("append", true, new IOException("down")));
        }
    }

    @Test
    void aMessageOf256KibIsTakenAndALongerOneEndsTheConnection() throws Exception {
        var talk = open();
        talk.say(telemetry(1, 256 * 1024));
        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(1));
        talk.say(telemetry(2, 256 * 1024 + 1));

        talk.expectClosed();
        assertThat(mqtt.scene.stored()).hasSize(1);
    }

    @Test
    void whatComesBeforeARefusedMessageInTheSameBatchIsStoredAndAcknowledged() throws Exception {
        var talk = open();
        talk.say(
                telemetry(1, 10),
                new MqttPacket.Subscribe(
                        9,
                        List.of(
                                new MqttPacket.Subscription(
                                        "$iothub/twin/res/#", Qos.AT_MOST_ONCE))));
        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(1));
        assertThat(talk.hear()).isInstanceOf(MqttPacket.SubAck.class);
        talk.sayTogether(
                telemetry(2, 10),
                Publish.atLeastOnce("$iothub/twin/GET/?$rid=1", PacketText.bytes(""), 3),
                telemetry(4, 10),
                telemetry(5, 256 * 1024 + 1));

        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(2));
        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(3));
        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(4));
        talk.expectClosed();
        assertThat(mqtt.scene.stored()).hasSize(3);
    }

    @Test
    void telemetryThatCannotBeStoredIsTriedAgainAndThenTheClientIsClosed() throws Exception {
        var talk = open();
        failNext(3);
        talk.say(telemetry(1, 10));
        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(1));
        assertThat(mqtt.pauses).isEqualTo(HubMqttSettings.DEFAULTS.telemetryPauses().subList(0, 3));

        failNext(HubMqttSettings.DEFAULTS.telemetryPauses().size() + 1);
        talk.say(telemetry(2, 10));
        talk.expectClosed();
        assertThat(mqtt.scene.stored()).hasSize(1);
    }

    @Test
    void aHubThatIgnoresWhatIsNotItsOwnAcknowledgesIt() throws Exception {
        mqtt = new MqttScene(settings(64, true));
        var talk = open();
        talk.say(Publish.atLeastOnce("sensors/1", PacketText.bytes("x"), 1));

        assertThat(talk.hear()).isEqualTo(new MqttPacket.PubAck(1));
        talk.expectSilence();
        assertThat(mqtt.scene.stored()).isEmpty();
    }

    @Test
    void subscriptionsAreLimited() throws Exception {
        mqtt = new MqttScene(settings(64, false));
        mqtt.scene.device("gw-01", "gateway");
        var filters = new ArrayList<MqttPacket.Subscription>();
        for (int i = 0; i < 5; i++) {
            mqtt.child("leaf-" + i, "standard", "gw-01");
            filters.add(
                    new MqttPacket.Subscription(
                            "devices/leaf-" + i + "/messages/devicebound/#", Qos.AT_LEAST_ONCE));
        }
        var talk = mqtt.talk();
        talk.say(
                MqttPacket.Connect.of(
                        "gw-01",
                        60,
                        LiveScene.HOST + "/gw-01",
                        PacketText.secret(mqtt.scene.token("gw-01"))));
        assertThat(PacketText.write(talk.hear())).isEqualTo("CONNACK 0");
        talk.say(new MqttPacket.Subscribe(1, filters));

        assertThat(talk.hear()).isEqualTo(new MqttPacket.SubAck(1, List.of(1, 1, 1, 1, 0x80)));
    }

    @Test
    void clientsThatAreJudgedAtOneTimeAreLimited() throws Exception {
        mqtt = new MqttScene(settings(0, false));
        mqtt.scene.device("dev-01");
        var talk = mqtt.talk();
        talk.say(packet());

        assertThat(PacketText.write(talk.hear())).isEqualTo("CONNACK 3");
        talk.expectClosed();
    }

    @Test
    void commandsOnTheirWayAreLimitedAndTheNextComesWithEachAcknowledgement() throws Exception {
        int window = HubMqttSettings.DEFAULTS.limits().pushesMax();
        var talk = open();
        for (int i = 0; i < window + 2; i++) {
            mqtt.command("dev-01", "mid=m" + i + " x");
        }
        talk.say(
                new MqttPacket.Subscribe(
                        9,
                        List.of(
                                new MqttPacket.Subscription(
                                        "devices/dev-01/messages/devicebound/#",
                                        Qos.AT_LEAST_ONCE))));
        assertThat(talk.hear()).isInstanceOf(MqttPacket.SubAck.class);
        for (int i = 1; i <= window; i++) {
            assertThat(((Publish) talk.hear()).packetId()).isEqualTo(i);
        }
        talk.expectSilence();
        talk.say(new MqttPacket.PubAck(3));

        assertThat(((Publish) talk.hear()).topic()).contains("mid=m" + window + "&");
        talk.expectSilence();
    }

    @Test
    void theLimitsAreTheContracts() {
        var limits = HubMqttSettings.DEFAULTS.limits();

        assertThat(limits.filtersMax()).isEqualTo(5);
        assertThat(limits.keepAliveMax().toSeconds()).isEqualTo(1767);
        assertThat(limits.idleTime()).isNull();
        assertThat(limits.backlog().whenFull()).isEqualTo(ConversationLimits.Excess.WAIT);
    }
}

package berth.cli.fleet.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.stream.Traffic;
import berth.core.secret.Secret;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

class HubWorkTest {
    private final ScriptedHub hub = new ScriptedHub();

    @Test
    void anActuatorDoesEverythingAndAnswersAMethod() throws Exception {
        var report = visited("x-actuator-oslo-1", Transport.MQTT);

        assertThat(report.complete()).as(report.failures()).isTrue();
        assertThat(hub.asked())
                .containsExactly(
                        "telemetry", "twin", "report", "listen METHODS", "respond 200", "close");
    }

    @Test
    void aSensorsReportAndTheCommandToItAreRefused() throws Exception {
        asSensor();

        var report = visited("x-sensor-oslo-1", Transport.AMQP);

        assertThat(report.complete()).as(report.failures()).isTrue();
        assertThat(report.table()).containsPattern("sensor +amqp +1 +1 +1 +refused 1 +refused 1");
    }

    @Test
    void aHubThatLetsASensorBeCommandedIsFoundOut() throws Exception {
        asSensor();
        hub.toCaller = new HubAnswer.Refused(404, "DeviceNotOnline");

        var report = visited("x-sensor-oslo-1", Transport.MQTT);

        assertThat(report.complete()).isFalse();
        assertThat(report.failures()).contains("1 x command: 404 DeviceNotOnline");
    }

    @Test
    void aHubThatLetsASensorReportIsFoundOut() throws Exception {
        asSensor();
        hub.report = HubAnswer.done();

        assertThat(visited("x-sensor-oslo-1", Transport.MQTT).failures())
                .contains("report: done, although the role forbids it");
    }

    @Test
    void aTwinWithAnotherRoleThanTheEnrollmentsIsFoundOut() throws Exception {
        hub.role = "gateway";

        assertThat(visited("x-actuator-oslo-1", Transport.MQTT).failures())
                .contains("twin: a device enrolled as actuator is shown");
    }

    @Test
    void overHttpsThereAreNoTwinsAndTheCommandIsAMessage() throws Exception {
        hub.twins = false;

        var report = visited("x-gateway-oslo-1", Transport.HTTPS);

        assertThat(report.complete()).as(report.failures()).isTrue();
        assertThat(hub.asked()).contains("COMPLETE lock");
        assertThat(report.table()).containsPattern("gateway +https +1 +1 +- +- +1");
    }

    @Test
    void nothingFollowsAStepThatFailed() throws Exception {
        hub.telemetry = new HubAnswer.Closed("gone");

        var report = visited("x-actuator-oslo-1", Transport.MQTT);

        assertThat(hub.asked()).containsExactly("telemetry", "close");
        assertThat(report.failures()).contains("1 x telemetry: closed: gone");
        assertThat(JsonText.text(report.json()))
                .contains("\"telemetry\":{\"done\":0,\"refused\":0,\"failed\":1}");
    }

    @Test
    void whoIsTurnedAwayHasFailedToConnect() throws Exception {
        var work =
                new HubWork(
                        (_, _, _, _) -> new HubOpening.TurnedAway("CONNACK 5"),
                        hub,
                        InstantSource.system(),
                        1);

        var report = work.all(List.of(device("x-actuator-oslo-1", Transport.MQTT)), _ -> {});

        assertThat(report.failures()).contains("connect: CONNACK 5");
        assertThat(report.sentence()).startsWith("1 of 1 devices do not work");
    }

    private void asSensor() {
        hub.role = "sensor";
        hub.permissions = "\"telemetry.send\"";
        hub.report = new HubAnswer.Refused(403, "RoleForbids");
        hub.toCaller = new HubAnswer.Refused(403, "RoleForbids");
    }

    private HubReport visited(String id, Transport transport) throws InterruptedException {
        return new HubWork((_, _, _, _) -> new HubOpening.Open(hub), hub, InstantSource.system(), 1)
                .all(List.of(device(id, transport)), _ -> {});
    }

    private static HubWork.Assigned device(String id, Transport transport) {
        return new HubWork.Assigned(
                new SimulatedDevice(
                        id,
                        new DeviceCredential.SymmetricKey(Secret.of(new byte[32])),
                        transport,
                        StockClient.QUICK),
                new DeviceResult.Assigned(
                        id, "hub.test", id, Duration.ZERO, 0, Traffic.Bytes.NONE));
    }
}

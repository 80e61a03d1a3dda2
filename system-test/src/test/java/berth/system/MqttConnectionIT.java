package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.tls.TlsEngine;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttWriter;

import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/// MQTT connections over TLS, beyond what a stock client does with them.
final class MqttConnectionIT {
    @TempDir private static Path folder;

    private static BerthFixture berth;

    @BeforeAll
    static void start() {
        berth = BerthFixture.start(folder.resolve("shared"), TlsEngine.BORINGSSL);
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    /// Enrolls a device and gives its CONNECT.
    private static MqttPacket.Connect enrolled(BerthFixture house, String registrationId)
            throws Exception {
        var keys = Keys.fresh();
        house.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(registrationId, keys.attestation()));
        return RawMqtt.connect(house.idScope(), registrationId, keys.primary());
    }

    @Test
    void oneConnectionRegistersAgainAndAgain() throws Exception {
        var connect = enrolled(berth, "again");
        try (var device = berth.rawMqtt().enter(connect)) {
            for (int i = 0; i < 3; i++) {
                assertThat(device.finish(device.register()))
                        .startsWith("$dps/registrations/res/200/")
                        .contains("\"status\":\"assigned\"", "\"deviceId\":\"again\"");
            }
        }
    }

    @Test
    void anEnrollmentThatIsRemovedCountsForTheNextRequest() throws Exception {
        var connect = enrolled(berth, "removed");
        try (var device = berth.rawMqtt().enter(connect)) {
            var accepted = device.register();
            berth.service().deleteIndividualEnrollment("removed");

            assertThat(device.register())
                    .startsWith("$dps/registrations/res/401/")
                    .contains("\"errorCode\":401002");
            assertThat(accepted).startsWith("$dps/registrations/res/202/");
        }
    }

    @Test
    void anEnrollmentThatIsDisabledCountsForTheNextRequest() throws Exception {
        var connect = enrolled(berth, "disabled");
        try (var device = berth.rawMqtt().enter(connect)) {
            device.finish(device.register());
            var enrollment = berth.service().getIndividualEnrollment("disabled");
            enrollment.setProvisioningStatus(ProvisioningStatus.DISABLED);
            berth.service().createOrUpdateIndividualEnrollment(enrollment);

            assertThat(device.finish(device.register()))
                    .startsWith("$dps/registrations/res/200/")
                    .contains("\"status\":\"disabled\"");
        }
    }

    @Test
    void noAnswerComesWithinFortyMilliseconds() throws Exception {
        var connect = enrolled(berth, "hurried");
        try (var device = berth.rawMqtt().enter(connect)) {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                device.register();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(40));
            }
        }
    }

    @Test
    void aConnectMayComeByteByByte() throws Exception {
        ByteBuffer connect = MqttWriter.bytes(enrolled(berth, "slow"));
        try (var device = berth.rawMqtt()) {
            for (int i = 0; i < connect.limit(); i++) {
                device.send(connect.slice(i, 1));
            }

            assertThat(device.next()).contains(new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED));
        }
    }

    /// Only the header is sent: whoever waits for the body waits in vain.
    @Test
    void aPacketOverTheLimitIsRefusedByItsHeaderAndTheNextClientIsServed() throws Exception {
        try (var device = berth.rawMqtt()) {
            // Remaining length 16382, and three bytes of header: one more than 16 KB.
            device.send(ByteBuffer.wrap(new byte[] {0x10, (byte) 0xfe, 0x7f}));

            assertThat(device.next()).isEmpty();
        }
        var connect = enrolled(berth, "next");
        try (var device = berth.rawMqtt()) {
            device.send(connect);

            assertThat(device.next()).contains(new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED));
        }
    }

    @Test
    void theFifthConnectionOfADeviceIsToldToComeBack() throws Exception {
        var connect = enrolled(berth, "many");
        var open = new ArrayList<RawMqtt>();
        try {
            for (int i = 0; i < 4; i++) {
                open.add(berth.rawMqtt().enter(connect));
            }
            assertThat(answer(connect)).contains(connAck(ConnectCode.SERVER_UNAVAILABLE));

            open.removeLast().close();

            Await.until(
                    "a place that was given back",
                    Duration.ofSeconds(10),
                    () -> answer(connect),
                    answer -> answer.equals(Optional.of(connAck(ConnectCode.ACCEPTED))));
        } finally {
            for (var device : open) {
                device.close();
            }
        }
    }

    private static Optional<MqttPacket> answer(MqttPacket.Connect connect) throws Exception {
        try (var device = berth.rawMqtt()) {
            device.send(connect);
            return device.next();
        }
    }

    private static MqttPacket connAck(ConnectCode code) {
        return new MqttPacket.ConnAck(false, code);
    }

    /// A house that closes waits 20 s for what is under way; nothing is.
    @Test
    void aHouseThatClosesDoesNotWaitForRestingClients() throws Exception {
        var house = BerthFixture.start(folder.resolve("closing"), TlsEngine.BORINGSSL);
        boolean closed = false;
        try (var device = house.rawMqtt().enter(enrolled(house, "resting"));
                var newcomer = house.rawMqtt()) {
            long start = System.nanoTime();
            house.close();
            closed = true;

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(device.next()).isEmpty();
            assertThat(newcomer.next()).isEmpty();
        } finally {
            if (!closed) {
                house.close();
            }
        }
    }
}

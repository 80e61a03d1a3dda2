package berth.hub.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.UUID;

/// Addresses, audiences, tags and conditions.
class HubAmqpNamesTest {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");

    @ParameterizedTest
    @CsvSource({
        "/devices/dev-01/messages/events, Telemetry, dev-01",
        "devices/dev-01/messages/events/, Telemetry, dev-01",
        "amqps://hub1.example.com/devices/dev-01/messages/events, Telemetry, dev-01",
        "amqps://hub1.example.com:5671/devices/dev-01/messages/events, Telemetry, dev-01",
        "/devices/dev-01/messages/devicebound, Commands, dev-01",
        "/devices/dev-01/messages/deviceBound, Commands, dev-01",
        "/DEVICES/Dev-01/Messages/DeviceBound, Commands, Dev-01",
        "/devices/a%2Bb%40c%3Ad/messages/events, Telemetry, a+b@c:d",
        "/devices/a+b@c:d/messages/events, Telemetry, a+b@c:d",
        "/devices/dev-01/methods/devicebound, Methods, dev-01",
        "/devices/dev-01/twin, Twin, dev-01",
        "/devices/dev-01/modules/m1/messages/events, Telemetry, dev-01/m1",
        "/devices/dev-01/modules/m1/twin, Twin, dev-01/m1",
        "$cbs, Cbs, ",
        "/messages/devicebound, SendCommands, ",
        "amqps://hub1.example.com/messages/deviceBound, SendCommands, ",
        "/messages/serviceBound/feedback, Feedback, ",
        "/messages/servicebound/fileNotifications, FileNotifications, ",
        "/devices/dev-01, Other, ",
        "/devices/dev-01/messages/elsewhere, Other, ",
        "/devices//messages/events, Other, ",
        "'', Other, "
    })
    void anAddressIsReadInEveryForm(String address, String kind, String client) {
        var parsed = NodeAddress.parse(address);

        assertThat(parsed.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(
                        switch (parsed) {
                            case NodeAddress.Telemetry(var of) -> of.text();
                            case NodeAddress.Commands(var of) -> of.text();
                            case NodeAddress.Methods(var of) -> of.text();
                            case NodeAddress.Twin(var of) -> of.text();
                            case NodeAddress.Cbs _,
                                    NodeAddress.SendCommands _,
                                    NodeAddress.Feedback _,
                                    NodeAddress.FileNotifications _,
                                    NodeAddress.Other _ ->
                                    null;
                        })
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "hub1.example.com/devices/dev-01",
        "HUB1.example.com/devices/dev-01",
        "amqps://hub1.example.com:5671/devices/dev-01",
        "hub1.example.com%2Fdevices%2Fdev-01",
        "hub1.example.com%2fdevices%2fdev-01"
    })
    void anAudienceNamesADevice(String audience) {
        assertThat(Audience.parse(audience, HUB))
                .contains(new Audience.Client(HubClient.parse("dev-01")));
    }

    @ParameterizedTest
    @CsvSource({
        "hub1.example.com, /",
        "https://hub1.example.com, /",
        "hub1.example.com/, /",
        "hub1.example.com/messages/devicebound, /messages/devicebound",
        "hub1.example.com/devices, /devices"
    })
    void anAudienceNamesTheService(String audience, String path) {
        assertThat(Audience.parse(audience, HUB)).contains(new Audience.Service(path));
    }

    @ParameterizedTest
    @CsvSource({"hub2.example.com/devices/dev-01", "''", "/devices/dev-01"})
    void anAudienceIsThisHubs(String audience) {
        assertThat(Audience.parse(audience, HUB)).isEmpty();
    }

    /// V14 of iot-hub-protocol.
    @Test
    void theGoldenLockTokenIsTheGoldenTag() {
        assertThat(LockTag.of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")).hex())
                .isEqualTo("33221100554477668899aabbccddeeff");
    }

    @ParameterizedTest
    @CsvSource({
        "IOT_HUB_UNAUTHORIZED_ACCESS, amqp:unauthorized-access",
        "DEVICE_NOT_FOUND, amqp:not-found",
        "ROLE_FORBIDS, amqp:not-allowed",
        "DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED, amqp:resource-limit-exceeded",
        "MESSAGE_TOO_LARGE, amqp:link:message-size-exceeded",
        "THROTTLED, com.microsoft:device-container-throttled",
        "ARGUMENT_INVALID, com.microsoft:argument-error",
        "DEVICE_MESSAGE_LOCK_LOST, com.microsoft:message-lock-lost",
        "SERVER_ERROR, amqp:internal-error"
    })
    void everyErrorHasItsCondition(HubError error, String condition) {
        assertThat(AmqpErrors.condition(error)).isEqualTo(condition);
    }
}

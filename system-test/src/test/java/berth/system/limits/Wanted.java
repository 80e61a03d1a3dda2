package berth.system.limits;

import berth.core.resilience.TokenBucket.Rate;
import berth.endpoint.device.DeviceLimits;
import berth.endpoint.device.mqtt.DeviceMqttSettings;
import berth.net.ConnectionLimits;
import berth.net.amqp.AmqpLimits;
import berth.net.http.HttpLimits;
import berth.net.mqtt.ConversationLimits;
import berth.net.mqtt.MqttLimits;
import berth.server.ProtocolLimits;

import java.time.Duration;
import java.util.Set;

/// Limits that differ from the standard in what a test is about.
final class Wanted {
    private static final Rate OFTEN = new Rate(Duration.ofMillis(1), 100_000);

    private Wanted() {}

    static ProtocolLimits protocols(HttpLimits http) {
        return new ProtocolLimits(
                http,
                ProtocolLimits.DEFAULTS.mqtt(),
                ProtocolLimits.DEFAULTS.mqttDevices(),
                ProtocolLimits.DEFAULTS.amqp());
    }

    static HttpLimits requestsPerConnection(HttpLimits standard, int max) {
        return new HttpLimits(
                standard.requestLineBytesMax(),
                standard.headerBytesMax(),
                standard.headerFieldsMax(),
                standard.headerTime(),
                standard.bodyTime(),
                standard.bodyTimeMax(),
                standard.bodyBytesMax(),
                standard.idleTime(),
                max,
                standard.requestsInFlightMax(),
                standard.webSocketMessageBytesMax());
    }

    /// Every protocol waits this long for whatever is due, and then no longer.
    static ProtocolLimits patience(Duration time) {
        var http = ProtocolLimits.DEFAULTS.http();
        var mqtt = ProtocolLimits.DEFAULTS.mqtt();
        var devices = ProtocolLimits.DEFAULTS.mqttDevices();
        return new ProtocolLimits(
                new HttpLimits(
                        http.requestLineBytesMax(),
                        http.headerBytesMax(),
                        http.headerFieldsMax(),
                        time,
                        time,
                        time,
                        http.bodyBytesMax(),
                        time,
                        http.requestsPerConnectionMax(),
                        http.requestsInFlightMax(),
                        http.webSocketMessageBytesMax()),
                new MqttLimits(
                        time,
                        mqtt.firstPacketBytesMax(),
                        mqtt.clientIdBytesMax(),
                        mqtt.unreadBytesMax(),
                        mqtt.lastConnectTime()),
                new DeviceMqttSettings(silent(devices.limits(), time), devices.answerNotBefore()),
                patient(time));
    }

    private static AmqpLimits patient(Duration time) {
        return ProtocolLimits.DEFAULTS.amqp().withTimes(time, time, time.multipliedBy(2));
    }

    /// Silence is noticed after `time`, idleness after twice that.
    private static ConversationLimits silent(ConversationLimits standard, Duration time) {
        return new ConversationLimits(
                standard.packetBytesMax(),
                standard.topicBytesMax(),
                standard.filtersMax(),
                standard.backlog(),
                standard.pushesMax(),
                time.multipliedBy(2).dividedBy(3),
                time.multipliedBy(2));
    }

    /// @param handshakes in all
    /// @param perAddress handshakes
    static ConnectionLimits handshakes(Duration time, int handshakes, int perAddress) {
        var standard = ConnectionLimits.DEFAULTS;
        return new ConnectionLimits(
                time,
                handshakes,
                perAddress,
                standard.newPerSecond(),
                standard.newBurst(),
                Set.of(),
                standard.openMax(),
                standard.openHttpMax());
    }

    static ConnectionLimits open(int all, int http) {
        var standard = ConnectionLimits.DEFAULTS;
        return new ConnectionLimits(
                standard.handshakeTime(),
                standard.handshakesMax(),
                standard.handshakesPerAddressMax(),
                standard.newPerSecond(),
                standard.newBurst(),
                Set.of(),
                all,
                http);
    }

    /// Nothing is ever too often.
    static DeviceLimits unhurried() {
        return quotas(OFTEN, OFTEN, OFTEN, OFTEN, OFTEN);
    }

    static DeviceLimits registrationsPerScope(Rate rate) {
        return quotas(rate, OFTEN, OFTEN, OFTEN, OFTEN);
    }

    static DeviceLimits registrationsPerDevice(Rate rate) {
        return quotas(OFTEN, rate, OFTEN, OFTEN, OFTEN);
    }

    static DeviceLimits pollsPerDevice(Rate rate) {
        return quotas(OFTEN, OFTEN, rate, OFTEN, OFTEN);
    }

    static DeviceLimits failuresPerAddress(Rate rate) {
        return quotas(OFTEN, OFTEN, OFTEN, rate, OFTEN);
    }

    static DeviceLimits failuresPerDevice(Rate rate) {
        return quotas(OFTEN, OFTEN, OFTEN, OFTEN, rate);
    }

    private static DeviceLimits quotas(
            Rate perScope, Rate perDevice, Rate polls, Rate failuresAddress, Rate failuresDevice) {
        var standard = DeviceLimits.STANDARD;
        return new DeviceLimits(
                perScope,
                perDevice,
                polls,
                failuresAddress,
                failuresDevice,
                standard.runningPerScopeMax(),
                standard.atOnceMax(),
                standard.waitingMax(),
                standard.waitMax(),
                standard.answerMax());
    }

    static DeviceLimits runningPerScope(int max) {
        var standard = DeviceLimits.STANDARD;
        return crowds(
                max,
                standard.atOnceMax(),
                standard.waitingMax(),
                standard.waitMax(),
                standard.answerMax());
    }

    /// One request at work and one that waits, neither for long.
    static DeviceLimits narrow(Duration waitMax, Duration answerMax) {
        return crowds(DeviceLimits.STANDARD.runningPerScopeMax(), 1, 1, waitMax, answerMax);
    }

    private static DeviceLimits crowds(
            int running, int atOnce, int waiting, Duration waitMax, Duration answerMax) {
        return new DeviceLimits(
                OFTEN, OFTEN, OFTEN, OFTEN, OFTEN, running, atOnce, waiting, waitMax, answerMax);
    }
}

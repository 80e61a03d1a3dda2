package berth.endpoint.device.mqtt;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.secret.Secret;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.DeviceEvidence;
import berth.endpoint.device.DeviceOperations;
import berth.net.Peer;
import berth.net.mqtt.MqttEndpoint;
import berth.net.mqtt.MqttOutlet;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket.Connect;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The device endpoint over MQTT. A connection belongs to one registration ID and is let in by what
/// it shows; each request on it is judged again by the same.
///
/// Source: dps-device-protocol, section 2.
public final class DeviceMqttEndpoint implements MqttEndpoint {
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final DeviceConnections connections;
    private final DeviceMqttSettings settings;

    public DeviceMqttEndpoint(
            DeviceOperations operations,
            DeviceAnswers answers,
            DeviceConnections connections,
            DeviceMqttSettings settings) {
        this.operations = operations;
        this.answers = answers;
        this.connections = connections;
        this.settings = settings;
    }

    @Override
    public Greeting connect(Connect connect, Peer peer, MqttOutlet outlet) {
        var userName = Optional.ofNullable(connect.userName()).flatMap(DeviceUserName::parse);
        if (userName.isEmpty()) {
            return turnedAway(ConnectCode.NOT_AUTHORIZED, "no user name of the contract", peer);
        }
        var name = userName.get();
        if (!sameName(connect.clientId(), name.registrationId())) {
            return turnedAway(
                    ConnectCode.IDENTIFIER_REJECTED,
                    "the client identifier is not the registration ID",
                    peer);
        }
        var question =
                new DeviceOperations.Question(
                        name.scope(),
                        name.registrationId(),
                        DeviceEvidence.of(text(connect.password()), peer.certificates()),
                        peer.address());
        return operations
                .connect(question)
                .<Greeting>map(refused -> new Greeting.TurnedAway(code(refused)))
                .orElseGet(() -> letIn(question, name.version()));
    }

    private Greeting letIn(DeviceOperations.Question question, ApiVersion version) {
        var conversation =
                new DeviceConversation(
                        question, version, operations, answers, connections, settings);
        return conversation.enter()
                ? new Greeting.Welcome(conversation)
                : new Greeting.TurnedAway(ConnectCode.SERVER_UNAVAILABLE);
    }

    private Greeting turnedAway(ConnectCode code, String reason, Peer peer) {
        answers.refused(
                answers.freshTrackingId(),
                Refusal.of(ServiceError.UNAUTHORIZED, reason),
                "MQTT connect from " + peer.address());
        return new Greeting.TurnedAway(code);
    }

    /// Whatever is wrong with the device sounds alike; what is wrong with us may pass.
    private static ConnectCode code(DeviceAnswer refused) {
        return refused.status() >= ServiceError.THROTTLED.httpStatus()
                ? ConnectCode.SERVER_UNAVAILABLE
                : ConnectCode.NOT_AUTHORIZED;
    }

    private static boolean sameName(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /// A token is ASCII; of other bytes it is enough to know that they are none.
    private static @Nullable String text(@Nullable Secret password) {
        return password == null ? null : new String(password.reveal(), StandardCharsets.ISO_8859_1);
    }
}

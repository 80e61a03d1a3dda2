package berth.endpoint.device.mqtt;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.DeviceOperations;
import berth.endpoint.device.DeviceOperations.Question;
import berth.net.mqtt.ConversationLimits;
import berth.net.mqtt.MqttConversation;
import berth.wire.json.JsonText;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttPacket.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One device's connection. Knows who asks and with what proof; nothing else is kept from one
/// request to the next, so it can register as often as it likes.
final class DeviceConversation implements MqttConversation {
    private final Question question;
    private final ApiVersion version;
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final DeviceConnections connections;
    private final DeviceMqttSettings settings;

    DeviceConversation(
            Question question,
            ApiVersion version,
            DeviceOperations operations,
            DeviceAnswers answers,
            DeviceConnections connections,
            DeviceMqttSettings settings) {
        this.question = question;
        this.version = version;
        this.operations = operations;
        this.answers = answers;
        this.connections = connections;
        this.settings = settings;
    }

    /// Begins, unless the device has enough connections already.
    boolean enter() {
        return connections.enter(device());
    }

    @Override
    public void leave(Departure departure) {
        connections.leave(device());
    }

    /// It has been let in, so the names are well-formed.
    private DeviceConnections.Device device() {
        return new DeviceConnections.Device(
                new IdScope(question.scope()), new RegistrationId(question.registrationId()));
    }

    @Override
    public ConversationLimits limits() {
        return settings.limits();
    }

    @Override
    public Consent subscribe(List<Subscription> wanted) {
        return new Consent.Now(
                wanted.stream().map(one -> one.filter().equals(DeviceTopic.ANSWERS)).toList());
    }

    @Override
    public Receipt receive(Publish message) {
        return switch (DeviceTopic.of(message.topic())) {
            case DeviceTopic.Register(var rid) ->
                    taken(rid, () -> operations.register(question, version, message.payload()));
            case DeviceTopic.Status(var rid, var operationId) ->
                    taken(rid, () -> poll(operationId));
            case DeviceTopic.Nowhere(var reason) -> new Receipt.Unwelcome(reason);
        };
    }

    private DeviceAnswer poll(Optional<String> operationId) {
        return operationId.isPresent()
                ? operations.poll(question, operationId.get())
                : withoutOperation();
    }

    private DeviceAnswer withoutOperation() {
        return answers.refused(
                answers.freshTrackingId(),
                Refusal.explained(ServiceError.INVALID_ARGUMENT, "operationId is missing"),
                "poll of %s/%s from %s"
                        .formatted(question.scope(), question.registrationId(), question.source()));
    }

    private Receipt taken(String rid, Supplier<DeviceAnswer> work) {
        return new Receipt.Taken(() -> answer(rid, work.get()), settings.answerNotBefore());
    }

    private MqttAnswer answer(String rid, DeviceAnswer answer) {
        return new MqttAnswer(
                DeviceTopic.answer(answer.status(), rid, patience(answer)),
                JsonText.bytes(answer.document()));
    }

    /// Several clients repeat a request after any answer from 429 on: each of those says when.
    private @Nullable Duration patience(DeviceAnswer answer) {
        var patience = answer.retryAfter();
        boolean repeated = answer.status() >= ServiceError.THROTTLED.httpStatus();
        return patience == null && repeated
                ? answers.patience(ServiceError.UNAVAILABLE.httpStatus())
                : patience;
    }
}

package berth.hub.amqp;

import berth.core.audit.Caller;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Expiry;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.hub.live.LiveHub;
import berth.hub.live.Outcome;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpMessage;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Optional;

/// Applications send cloud-to-device messages, one after the other. Source: iot-hub-protocol,
/// section 6.1.
final class SendCommandsNode implements HubNode {
    private final LiveHub hub;
    private final AmqpErrors errors;
    private final String policy;
    private final String source;
    private final Line line;

    /// @param policy whose token lets the application in
    SendCommandsNode(LiveHub hub, AmqpErrors errors, String policy, AmqpConnection connection) {
        this.hub = hub;
        this.errors = errors;
        this.policy = policy;
        this.source = connection.peer().address();
        this.line = new Line(connection);
    }

    @Override
    public void received(AmqpDelivery delivery) {
        if (!(delivery.content() instanceof AmqpMessage message)) {
            delivery.reject(errors.of(HubError.ARGUMENT_INVALID, "not one message"));
            return;
        }
        line.add(
                () ->
                        () -> {
                            var outcome = send(message);
                            return () -> settle(delivery, outcome);
                        });
    }

    private void settle(AmqpDelivery delivery, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done _ -> delivery.accept();
            case Outcome.Refused(var error, var text) -> delivery.reject(errors.of(error, text));
        }
    }

    /// Blocks.
    private Outcome send(AmqpMessage message) {
        var to = to(message);
        if (to.isEmpty()) {
            return new Outcome.Refused(
                    HubError.ARGUMENT_INVALID,
                    "properties.to is /devices/{id}/messages/devicebound");
        }
        var ack = message.application().get(SystemProperty.ACK);
        var feedback =
                ack == null
                        ? Optional.of(FeedbackRequest.NONE)
                        : FeedbackRequest.of(String.valueOf(ack));
        if (feedback.isEmpty()) {
            return new Outcome.Refused(
                    HubError.ARGUMENT_INVALID, "iothub-ack is none, positive, negative or full");
        }
        try {
            return hub.service()
                    .send(
                            to.get(),
                            withoutAck(MessageMap.received(message)),
                            feedback.get(),
                            expiry(message),
                            new Caller(policy, source, errors.trackingId()));
        } catch (StoreUnavailable e) {
            return new Outcome.Refused(
                    HubError.SERVER_BUSY, "the hub cannot reach its store; try again");
        }
    }

    private static Optional<HubClient> to(AmqpMessage message) {
        var to = message.properties().to();
        return to != null && NodeAddress.parse(to) instanceof NodeAddress.Commands(var client)
                ? Optional.of(client)
                : Optional.empty();
    }

    private static @Nullable Expiry expiry(AmqpMessage message) {
        var expiry = message.properties().expiry();
        return expiry == null ? null : new Expiry.At(expiry);
    }

    /// The queue knows by itself.
    private static DeviceMessage withoutAck(DeviceMessage message) {
        var application = new LinkedHashMap<>(message.application());
        application.remove(SystemProperty.ACK);
        return new DeviceMessage(message.system(), application, message.body());
    }
}

package berth.hub.amqp;

import berth.core.hub.HubError;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpMessage;

/// Responses to direct methods. Source: iot-hub-protocol, section 3.5.
final class MethodsNode implements HubNode {
    private static final String STATUS = "IoThub-status";

    private final Guest guest;
    private final int bytesMax;
    private final AmqpErrors errors;

    /// @param bytesMax of a response
    MethodsNode(Guest guest, int bytesMax, AmqpErrors errors) {
        this.guest = guest;
        this.bytesMax = bytesMax;
        this.errors = errors;
    }

    /// A late response and one that nobody asked for are taken, and dropped.
    @Override
    public void received(AmqpDelivery delivery) {
        if (!(delivery.content() instanceof AmqpMessage message)) {
            delivery.reject(errors.of(HubError.ARGUMENT_INVALID, "not one message"));
            return;
        }
        var payload = message.body().bytes();
        if (payload.length() > bytesMax) {
            delivery.reject(
                    errors.of(
                            HubError.MESSAGE_TOO_LARGE,
                            "a response has at most " + bytesMax + " bytes"));
            return;
        }
        if (!(message.application().get(STATUS) instanceof Integer status)) {
            delivery.reject(errors.of(HubError.ARGUMENT_INVALID, STATUS + " is an int"));
            return;
        }
        var call = MessageMap.uuid(message.properties().correlationId());
        if (call != null) {
            guest.session().respond(call, status, payload);
        }
        delivery.accept();
    }
}

package berth.system.limits;

import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/// A device that speaks AMQP. It is let in at construction.
final class AmqpDevice implements DeviceTalk {
    private static final int CREDIT = 50;

    private final AmqpTalk talk;
    private final String id;
    private final Sender sender;

    AmqpDevice(Wire wire, String scope, String id, String token) throws IOException {
        this.id = id;
        this.talk = AmqpTalk.plain(wire, scope, id, token).open();
        var address = AmqpTalk.address(scope, id);
        var version = Map.of("com.microsoft:api-version", "2019-03-31");
        this.sender = client().attachSender("ask", address, version);
        var receiver = client().attachReceiver("answers", address, version, CREDIT);
        talk.until(
                () ->
                        sender.getRemoteState() == EndpointState.ACTIVE
                                && sender.getCredit() > 0
                                && receiver.getRemoteState() == EndpointState.ACTIVE);
    }

    AmqpTalk talk() {
        return talk;
    }

    private AmqpClient client() {
        return talk.client();
    }

    @Override
    public Answer register() throws IOException {
        return ask(
                AmqpClient.message(
                        Map.of("iotdps-operation-type", "iotdps-register"),
                        null,
                        HttpsDevice.registration(id)));
    }

    @Override
    public Answer poll(String operationId) throws IOException {
        return ask(
                AmqpClient.message(
                        Map.of(
                                "iotdps-operation-type",
                                "iotdps-get-operationstatus",
                                "iotdps-operation-id",
                                operationId),
                        null,
                        ""));
    }

    private Answer ask(Message message) throws IOException {
        client().send(sender, message);
        return answer();
    }

    /// Sends a message as it is.
    Answer ask(byte[] message) throws IOException {
        client().send(sender, message, message.length);
        return answer();
    }

    /// Sends a message as it is that costs the link.
    ///
    /// @return why
    String detachedFor(byte[] message) throws IOException {
        client().send(sender, message, message.length);
        talk.until(() -> sender.getRemoteState() == EndpointState.CLOSED);
        return sender.getRemoteCondition().getCondition().toString();
    }

    private Answer answer() throws IOException {
        int outcomes = client().outcomes().size();
        int messages = client().messages().size();
        talk.until(() -> client().outcomes().size() > outcomes);
        if (client().outcomes().getLast() instanceof Rejected rejected) {
            return refusal(rejected);
        }
        talk.until(() -> client().messages().size() > messages);
        var message = client().messages().getLast();
        var properties = message.getApplicationProperties().getValue();
        return Answer.of(
                (int) properties.get("iotdps-status"),
                patience(properties.get("retry-after"), properties.get("Retry-After")),
                AmqpClient.text(message));
    }

    private static Answer refusal(Rejected rejected) {
        var error = rejected.getError();
        Map<?, ?> info = error.getInfo() == null ? Map.of() : error.getInfo();
        var document = Answer.parsed(error.getDescription());
        var retryAfter =
                patience(
                        info.get(Symbol.valueOf("retry-after")),
                        info.get(Symbol.valueOf("Retry-After")));
        var answer = new Answer(0, retryAfter, document);
        return new Answer(answer.errorCode() / 1000, retryAfter, document);
    }

    /// Under both spellings, an integer each time.
    private static String patience(Object one, Object other) {
        if (!Objects.equals(one, other) || (one != null && !(one instanceof Integer))) {
            throw new AssertionError("retry-after %s, Retry-After %s".formatted(one, other));
        }
        return one == null ? "" : one.toString();
    }

    @Override
    public void close() throws IOException {
        talk.close();
    }
}

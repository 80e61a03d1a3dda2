package berth.cli.fleet.amqp;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The messages of a hub's AMQP contract, from the client's side.
///
/// Source: iot-hub-protocol, sections 3.2, 3.5 and 6.1.
final class HubMessages {
    private static final String METHOD_NAME = "IoThub-methodname";
    private static final String METHOD_STATUS = "IoThub-status";
    private static final Symbol STATUS = Symbol.valueOf("status");

    private HubMessages() {}

    static Message putToken(String messageId, String audience, String token) {
        var message = Proton.message();
        message.setMessageId(messageId);
        message.setAddress(CBS);
        message.setReplyTo("cbs");
        var properties = new LinkedHashMap<String, Object>();
        properties.put("operation", "put-token");
        properties.put("type", "servicebus.windows.net:sastoken");
        properties.put("name", audience);
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setBody(new AmqpValue(token));
        return message;
    }

    static final String CBS = "$cbs";

    static Message data(String body) {
        var message = Proton.message();
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    /// @param resource what the operation is about, or null for the whole twin
    static Message twin(
            String correlationId, String operation, @Nullable String resource, String body) {
        var message = data(body);
        message.setCorrelationId(correlationId);
        var annotations = new LinkedHashMap<Symbol, Object>();
        annotations.put(Symbol.valueOf("operation"), operation);
        if (resource != null) {
            annotations.put(Symbol.valueOf("resource"), resource);
        }
        message.setMessageAnnotations(new MessageAnnotations(annotations));
        return message;
    }

    static Message response(Object correlationId, int status, String payload) {
        var message = data(payload);
        message.setCorrelationId(correlationId);
        message.setApplicationProperties(new ApplicationProperties(Map.of(METHOD_STATUS, status)));
        return message;
    }

    static Message command(String messageId, String deviceId, String body) {
        var message = data(body);
        message.setMessageId(messageId);
        message.setAddress("/devices/" + deviceId + "/messages/devicebound");
        return message;
    }

    static String methodName(Message call) throws IOException {
        if (property(call, METHOD_NAME) instanceof String name) {
            return name;
        }
        throw new IOException("a method without a name");
    }

    /// The number in the answer to a token.
    static int cbsStatus(Message answer) throws IOException {
        if (property(answer, "status-code") instanceof Integer status) {
            return status;
        }
        throw new IOException("a CBS answer without a status");
    }

    /// The number in the answer about a twin.
    static int twinStatus(Message answer) throws IOException {
        var annotations = answer.getMessageAnnotations();
        if (annotations != null && annotations.getValue().get(STATUS) instanceof Integer status) {
            return status;
        }
        throw new IOException("an answer about a twin without a status");
    }

    static String body(Message message) {
        return message.getBody() instanceof Data section
                ? new String(
                        section.getValue().getArray(),
                        section.getValue().getArrayOffset(),
                        section.getValue().getLength(),
                        StandardCharsets.UTF_8)
                : "";
    }

    private static @Nullable Object property(Message message, String name) {
        var properties = message.getApplicationProperties();
        return properties == null ? null : properties.getValue().get(name);
    }
}

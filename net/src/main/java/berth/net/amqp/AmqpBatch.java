package berth.net.amqp;

import java.util.List;

/// Several messages in one delivery, settled together: message format `0x80013700`, each data
/// section a whole message. Source: iot-hub-protocol, section 3.5.
public record AmqpBatch(List<AmqpMessage> messages) implements AmqpContent {
    public AmqpBatch {
        messages = List.copyOf(messages);
    }
}

package berth.net.amqp;

import java.util.Map;

/// Why something ends or is refused, as the peer reads it.
///
/// @param condition a name such as `amqp:not-found`
/// @param info values are texts, integers or booleans
public record AmqpError(String condition, String description, Map<String, Object> info) {
    public AmqpError {
        info = Map.copyOf(info);
    }

    public static AmqpError of(String condition, String description) {
        return new AmqpError(condition, description, Map.of());
    }
}

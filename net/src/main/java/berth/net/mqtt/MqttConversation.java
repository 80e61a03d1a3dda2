package berth.net.mqtt;

import berth.core.id.ByteString;
import berth.wire.mqtt.MqttPacket;

import java.time.Duration;
import java.util.function.Supplier;

/// What happens on one connection after its CONNECT was accepted. Called on the session's thread,
/// one call at a time, and must not block; only the work inside a [Receipt] may.
public interface MqttConversation {
    /// It begins, unless this client has enough connections already: then it is told that we are
    /// not available now, and nothing else is called.
    boolean enter();

    /// What began with [#enter] is over; called once, last.
    void leave();

    /// What this client may ask for.
    ConversationLimits limits();

    /// Whether the client may listen to these topics.
    boolean mayListen(String filter);

    /// A message has come.
    Receipt receive(MqttPacket.Publish message);

    /// What becomes of a message.
    sealed interface Receipt {
        /// It is acknowledged now, and answered when the work is done. The work of one connection
        /// is done in the order its messages came, one piece at a time.
        ///
        /// @param work may block
        /// @param answerNotBefore after the message's arrival: some clients do not listen at once
        record Taken(Supplier<MqttAnswer> work, Duration answerNotBefore) implements Receipt {}

        /// Nobody may send this here: the connection is closed.
        ///
        /// @param reason for the log
        record Unwelcome(String reason) implements Receipt {}
    }

    /// A message to the client. It goes out with the QoS that was granted to the filter, and
    /// nowhere if the client does not listen.
    ///
    /// @param filter the subscription it belongs to, as the client spelled it
    record MqttAnswer(String filter, String topic, ByteString payload) {}
}

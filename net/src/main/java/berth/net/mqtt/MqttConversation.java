package berth.net.mqtt;

import berth.core.id.ByteString;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttPacket.Subscription;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What happens on one connection after its CONNECT was accepted.
///
/// Called on the session's thread, one call at a time, and must not block; except for what is
/// called work, which may. Of a connection's work one piece is done at a time, in the order of what
/// the client sent.
public interface MqttConversation {
    /// What this client may ask for.
    ConversationLimits limits();

    /// A message has come.
    Receipt receive(Publish message);

    /// The client wants to listen to these, at most [ConversationLimits#filtersMax].
    Consent subscribe(List<Subscription> wanted);

    /// The client does not want to listen to these any more.
    ///
    /// @return work that is due before this is acknowledged, if any
    default Optional<Runnable> unsubscribe(List<String> filters) {
        return Optional.empty();
    }

    /// What the client listens to has grown: from now on it is sent what is pushed to it. Work;
    /// done after each [Consent.AfterWork], before the client hears of it, and at the beginning if
    /// subscriptions were remembered.
    default void listens() {}

    /// It is over. Work, the last of it, done once.
    void leave(Departure departure);

    /// What becomes of a message.
    sealed interface Receipt {
        /// It is acknowledged now, and answered when the work is done.
        ///
        /// @param work may block
        /// @param answerNotBefore after the message's arrival: some clients do not listen at once
        record Taken(Supplier<MqttAnswer> work, Duration answerNotBefore) implements Receipt {}

        /// It is acknowledged after the work.
        ///
        /// @param consignee messages that wait one after the other for the same one are given to it
        ///   together
        record Entrusted(Consignee consignee) implements Receipt {}

        /// Nobody may send this here: the connection is closed.
        ///
        /// @param reason for the log
        record Unwelcome(String reason) implements Receipt {}
    }

    /// Who does the work of many messages at once.
    interface Consignee {
        /// Work.
        ///
        /// @param batch at least one, in the order they came
        Settled take(List<Publish> batch);
    }

    /// What became of a batch.
    sealed interface Settled {
        /// All may be acknowledged.
        ///
        /// @param answers are pushed after the acknowledgements
        record All(List<MqttOutlet.Push> answers) implements Settled {
            public All {
                answers = List.copyOf(answers);
            }
        }

        /// The first ones may be acknowledged; then the connection is closed.
        ///
        /// @param reason for the log
        record Ending(int acknowledged, String reason) implements Settled {}
    }

    /// What a client that wants to listen is told.
    sealed interface Consent {
        /// The answer is known.
        ///
        /// @param granted one for each that was asked for
        record Now(List<Boolean> granted) implements Consent {
            public Now {
                granted = List.copyOf(granted);
            }
        }

        /// The client is told after this work.
        ///
        /// @param granted answers one for each that was asked for
        record AfterWork(Supplier<List<Boolean>> granted) implements Consent {}
    }

    /// How a client has gone.
    sealed interface Departure {
        /// It said so. Its will is void.
        record InPeace() implements Departure {}

        /// By the client, the network or us. Its will counts.
        ///
        /// @param reason for the log
        record Lost(String reason) implements Departure {}
    }

    /// A message to the client. It goes out with the QoS that was granted, and nowhere if the
    /// client does not listen.
    record MqttAnswer(String topic, ByteString payload) {}
}

package berth.net.mqtt;

import berth.core.id.ByteString;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.Qos;

import java.util.function.Consumer;

/// The way to a client, at any time. May be used from any thread and never blocks. Messages go out
/// in the order they were pushed.
public interface MqttOutlet {
    /// Sends a message if the client listens to its topic. A client that leaves too much of what it
    /// is sent unread is closed.
    void push(Push push);

    /// Ends the connection; what was pushed before may still be sent.
    ///
    /// @param reason for the log
    void close(String reason);

    /// A message to the client.
    ///
    /// @param qosMax goes out with this quality of service or the one that was granted, whichever
    ///   is lower
    /// @param repeated the client may have had it before; only said with QoS 1
    /// @param told hears once, on any thread, what became of it; must not block
    record Push(
            String topic, ByteString payload, Qos qosMax, boolean repeated, Consumer<Fate> told) {
        /// The longest topic that can be sent, in bytes of UTF-8.
        public static final int TOPIC_BYTES_MAX = 0xffff;

        /// @throws IllegalArgumentException if nothing can be sent to this topic
        public Push {
            if (!isTopic(topic)) {
                throw new IllegalArgumentException("not a topic to be sent to");
            }
        }

        /// A message of which no more is heard.
        public static Push forgotten(String topic, ByteString payload) {
            return new Push(topic, payload, Qos.AT_MOST_ONCE, false, _ -> {});
        }

        /// Whether something can be sent to this topic.
        public static boolean isTopic(String topic) {
            return MqttPacket.isTopic(topic) && MqttSession.utf8Length(topic) <= TOPIC_BYTES_MAX;
        }

        /// What it takes in memory, about.
        int size() {
            return topic.length() + payload.length();
        }
    }

    /// What became of a message.
    enum Fate {
        /// The client has acknowledged it.
        ACKNOWLEDGED,
        /// It was sent with QoS 0: nobody will know.
        SENT,
        /// The client does not listen to this topic. Not sent.
        UNHEARD,
        /// The client has enough that it has not acknowledged yet. Not sent.
        FULL,
        /// The connection has ended. The client may have it or not.
        LOST
    }
}

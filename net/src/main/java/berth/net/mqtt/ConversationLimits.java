package berth.net.mqtt;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a client may ask for once it is in. On excess the connection is closed, except where a
/// packet can say no.
///
/// @param packetBytesMax the longest packet, fixed header included
/// @param topicBytesMax the longest topic a message is sent to
/// @param filtersMax in one SUBSCRIBE; SUBACK with a failure for those behind. How many altogether
///   is for [MqttConversation#subscribe] to say
/// @param pushesMax messages to the client that it has not acknowledged; see [MqttOutlet.Fate#FULL]
/// @param keepAliveMax a client that promises less, or nothing, is taken to promise this
/// @param idleTime without message or answer, however often the client pings; null if it may rest
///   for ever
///
///   Source: reliability, section 10.
public record ConversationLimits(
        int packetBytesMax,
        int topicBytesMax,
        int filtersMax,
        Backlog backlog,
        int pushesMax,
        Duration keepAliveMax,
        @Nullable Duration idleTime) {

    /// What may wait for work.
    ///
    /// @param messagesMax messages whose work is not done or whose answer is not sent
    /// @param bytesMax those of these messages whose work has not begun, together
    /// @param whenFull what happens to more
    /// @param batchMessagesMax given to a [MqttConversation.Consignee] at once
    /// @param batchBytesMax given to it at once, unless one message is longer
    public record Backlog(
            int messagesMax,
            int bytesMax,
            Excess whenFull,
            int batchMessagesMax,
            int batchBytesMax) {
        /// For conversations that entrust nothing to anybody.
        public static Backlog closing(int messagesMax, int bytesMax) {
            return new Backlog(messagesMax, bytesMax, Excess.CLOSE, 1, bytesMax);
        }
    }

    /// What happens when too much waits.
    public enum Excess {
        /// The client was told not to: the connection is closed.
        CLOSE,
        /// Nothing more is read until there is room: the client waits.
        WAIT
    }
}

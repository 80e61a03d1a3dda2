package berth.net.mqtt;

import java.time.Duration;

/// What a client may ask for once it is in. On excess the connection is closed, except where a
/// packet can say no.
///
/// @param packetBytesMax the longest packet, fixed header included
/// @param topicBytesMax the longest topic a message is sent to
/// @param subscriptionsMax SUBACK with a failure
/// @param requestsMax messages whose answer is not sent yet
/// @param waitingBytesMax those of these messages whose work has not begun, together
/// @param idleTime without message or answer, however often the client pings
///
///   Source: reliability, section 10.
public record ConversationLimits(
        int packetBytesMax,
        int topicBytesMax,
        int subscriptionsMax,
        int requestsMax,
        int waitingBytesMax,
        Duration idleTime) {}

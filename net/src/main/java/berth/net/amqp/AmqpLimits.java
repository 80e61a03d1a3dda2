package berth.net.amqp;

import java.time.Duration;

/// How much one AMQP connection may ask for, and how long it may take.
///
/// @param frameBytesBeforeOpenMax of each frame until the peer's open has been read
/// @param frameBytesMax of each frame after that; we tell the peer
/// @param messageBytesMax of a whole message; we tell the peer
/// @param channelsMax sessions at a time; we tell the peer
/// @param linksMax links at a time, in all sessions
/// @param credit messages a peer may send before the first is settled, on each link; also how many
///   messages to a peer may wait for the peer's credit
/// @param nestingMax described types, lists, maps and arrays within each other
/// @param entriesMax entries of one list, map or array
/// @param handshakeTime for each step of the peer's: the header with what follows, each SASL
///   answer, open
/// @param idleTime without a byte from the peer; we tell the peer
/// @param quietTime without a message that came or was answered
public record AmqpLimits(
        int frameBytesBeforeOpenMax,
        int frameBytesMax,
        int messageBytesMax,
        int channelsMax,
        int linksMax,
        int credit,
        int nestingMax,
        int entriesMax,
        Duration handshakeTime,
        Duration idleTime,
        Duration quietTime) {
    /// For the provisioning service. Source: reliability section 10; dps-device-protocol 3.4.
    public static final AmqpLimits PROVISIONING =
            new AmqpLimits(
                    8 * 1024,
                    64 * 1024,
                    128 * 1024,
                    8,
                    32,
                    10,
                    16,
                    1_000,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(5));

    public AmqpLimits {
        if (frameBytesBeforeOpenMax < 512 || frameBytesMax < frameBytesBeforeOpenMax) {
            throw new IllegalArgumentException("frames of 512 bytes must be taken");
        }
        if (channelsMax < 1 || linksMax < 1 || credit < 1 || nestingMax < 4 || entriesMax < 16) {
            throw new IllegalArgumentException("nothing could be said within these limits");
        }
    }
}

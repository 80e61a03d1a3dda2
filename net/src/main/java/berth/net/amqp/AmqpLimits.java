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
///   messages to a peer may wait for the peer's credit, or for its word
/// @param unsettledBytesMax of messages that have come and are not settled, on all links,
///   unfinished ones included; at half of it nobody gets new credit. As much may be written that
///   the peer does not read
/// @param nestingMax described types, lists, maps and arrays within each other
/// @param entriesMax entries of one list, map or array
/// @param handshakeTime for each step of the peer's: the header with what follows, each SASL
///   answer, open
/// @param idleTime without a byte from the peer; we tell the peer
/// @param quietTime without a message that came or was answered; zero for as long as it likes
public record AmqpLimits(
        int frameBytesBeforeOpenMax,
        int frameBytesMax,
        int messageBytesMax,
        int channelsMax,
        int linksMax,
        int credit,
        int unsettledBytesMax,
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
                    4 * 1024 * 1024,
                    16,
                    1_000,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(5));

    /// For a hub: larger messages, many devices on one connection, and devices that have nothing to
    /// say for days. A device that sends its largest messages on one link never meets the bound on
    /// unsettled bytes. Source: iot-hub-protocol, sections 3.1, 3.3 and 9.1.
    public static final AmqpLimits HUB =
            new AmqpLimits(
                    8 * 1024,
                    64 * 1024,
                    256 * 1024,
                    100,
                    1_000,
                    50,
                    32 * 1024 * 1024,
                    16,
                    1_000,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(4),
                    Duration.ZERO);

    public AmqpLimits {
        if (frameBytesBeforeOpenMax < 512 || frameBytesMax < frameBytesBeforeOpenMax) {
            throw new IllegalArgumentException("frames of 512 bytes must be taken");
        }
        if (channelsMax < 1 || linksMax < 1 || credit < 1 || nestingMax < 4 || entriesMax < 16) {
            throw new IllegalArgumentException("nothing could be said within these limits");
        }
        if (unsettledBytesMax < 2 * messageBytesMax) {
            throw new IllegalArgumentException("two of the largest messages must be held");
        }
    }

    /// The same amounts in other times.
    public AmqpLimits withTimes(Duration handshake, Duration idle, Duration quiet) {
        return new AmqpLimits(
                frameBytesBeforeOpenMax,
                frameBytesMax,
                messageBytesMax,
                channelsMax,
                linksMax,
                credit,
                unsettledBytesMax,
                nestingMax,
                entriesMax,
                handshake,
                idle,
                quiet);
    }
}

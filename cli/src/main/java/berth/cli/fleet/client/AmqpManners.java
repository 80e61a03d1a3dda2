package berth.cli.fleet.client;

import org.jspecify.annotations.Nullable;

/// How a client speaks AMQP.
///
/// @param containerId empty is a legal one; null for a fresh UUID
/// @param portInHost whether the host name it opens with has the port
/// @param clientVersion of its links, or null for no such property
/// @param settles whether it settles the answers it receives
/// @param webSocket how it asks where it speaks through a WebSocket
///
///   Source: dps-device-protocol, sections 3.4, 3.5 and 3.7.
public record AmqpManners(
        @Nullable String containerId,
        boolean portInHost,
        String senderName,
        String receiverName,
        Address address,
        @Nullable String clientVersion,
        Correlation correlation,
        PollBody pollBody,
        boolean settles,
        WebSocketTarget webSocket) {
    /// The address of both links.
    public enum Address {
        PLAIN,
        LEADING_SLASH,
        URL
    }

    public enum Correlation {
        NONE,
        NEW_EACH_TIME,
        ALWAYS_THE_SAME
    }

    public enum PollBody {
        NONE,
        EMPTY_VALUE,
        OPERATION_TYPE,
        REGISTRATION
    }

    /// What it asks for.
    public enum WebSocketTarget {
        /// `/$iothub/websocket`
        PATH,
        /// The whole URL, with a query, and `Connection` with two values.
        ABSOLUTE,
        /// `/`
        ROOT
    }
}

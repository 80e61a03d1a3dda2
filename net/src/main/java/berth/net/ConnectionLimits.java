package berth.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

/// How many connections may be open, being opened, and opened anew. What is over is closed before
/// TLS costs anything.
///
/// @param handshakeTime from TCP accept to the end of the TLS handshake, absolute
/// @param handshakesMax handshakes in progress in all
/// @param handshakesPerAddressMax handshakes in progress from one address
/// @param newPerSecond new connections a second from one address, in the long run
/// @param newBurst new connections from one address at once
/// @param rateExempt addresses without that rate, such as gateways and load balancers; loopback
///   addresses never have it
/// @param openMax open connections in all; never more than four fifths of the process's files
/// @param openHttpMax open connections that speak HTTP; a WebSocket is none any more
///
///   Source: reliability, section 10.
public record ConnectionLimits(
        Duration handshakeTime,
        int handshakesMax,
        int handshakesPerAddressMax,
        int newPerSecond,
        int newBurst,
        Set<InetAddress> rateExempt,
        int openMax,
        int openHttpMax) {
    public static final ConnectionLimits DEFAULTS =
            new ConnectionLimits(
                    Duration.ofSeconds(10), 256, 64, 100, 200, Set.of(), 20_000, 2_000);

    public ConnectionLimits {
        rateExempt = Set.copyOf(rateExempt);
    }

    /// The same with at most four fifths of the files this process may open, since every connection
    /// is one and the store needs some, too.
    ConnectionLimits within(long filesMax) {
        return new ConnectionLimits(
                handshakeTime,
                handshakesMax,
                handshakesPerAddressMax,
                newPerSecond,
                newBurst,
                rateExempt,
                (int) Math.min(openMax, filesMax / 5 * 4),
                openHttpMax);
    }
}

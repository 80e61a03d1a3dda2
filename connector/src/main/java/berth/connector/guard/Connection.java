package berth.connector.guard;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// One connection for one request, to an address that was judged before; its server proves the name
/// that was asked for. Used by one virtual thread: interrupting it closes the connection, which is
/// how a call ends that takes too long.
final class Connection implements AutoCloseable {
    private final Socket socket;

    private Connection(Socket socket) {
        this.socket = socket;
    }

    /// The server's certificate does not prove the name.
    static final class Untrusted extends Exception {
        private static final long serialVersionUID = 1L;

        Untrusted(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Connects to the first of `addresses` that takes the connection.
    ///
    /// @throws IOException when none does, or the TLS handshake fails
    static Connection open(
            Target target,
            List<InetAddress> addresses,
            ServerTrust trust,
            Duration connectMax,
            Deadline deadline)
            throws IOException, Untrusted {
        var tcp = connected(target, addresses, connectMax, deadline);
        try {
            tcp.setTcpNoDelay(true);
            return new Connection(target.tls() ? secured(tcp, target, trust) : tcp);
        } catch (SSLException e) {
            tcp.close();
            if (isAboutTrust(e)) {
                throw new Untrusted(
                        "the certificate of %s is not trusted: %s"
                                .formatted(target.host(), e.getMessage()),
                        e);
            }
            throw e;
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private static Socket connected(
            Target target, List<InetAddress> addresses, Duration connectMax, Deadline deadline)
            throws IOException {
        IOException last = new SocketTimeoutException("no time left to connect");
        for (var address : addresses) {
            var left = deadline.left();
            if (left.isZero()) {
                throw last;
            }
            var patience = left.compareTo(connectMax) < 0 ? left : connectMax;
            // Past any proxy of the platform: it would resolve and connect on its own.
            var tcp = new Socket(Proxy.NO_PROXY);
            try {
                tcp.connect(
                        new InetSocketAddress(address, target.port()),
                        (int) Math.max(1, patience.toMillis()));
                return tcp;
            } catch (IOException e) {
                tcp.close();
                e.addSuppressed(last);
                last = e;
            }
        }
        throw last;
    }

    private static SSLSocket secured(Socket tcp, Target target, ServerTrust trust)
            throws IOException {
        var socket =
                (SSLSocket) trust.sockets().createSocket(tcp, target.host(), target.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        serverName(target.host()).ifPresent(name -> parameters.setServerNames(List.of(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Addresses have none. Source: RFC 6066, section 3.
    private static Optional<SNIHostName> serverName(String host) {
        boolean address =
                host.indexOf(':') >= 0
                        || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return address ? Optional.empty() : Optional.of(new SNIHostName(host));
    }

    private static boolean isAboutTrust(Throwable problem) {
        for (var cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }

    void send(OutboundRequest request, Target target) throws IOException {
        var head = new StringBuilder();
        head.append(request.method()).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.hostHeader()).append("\r\n");
        request.headers()
                .forEach(
                        (name, value) ->
                                head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Accept-Encoding: identity\r\n");
        head.append("Content-Length: ").append(request.body().length()).append("\r\n");
        head.append("Connection: close\r\n\r\n");
        var headBytes = head.toString().getBytes(StandardCharsets.US_ASCII);
        var whole = new byte[headBytes.length + request.body().length()];
        System.arraycopy(headBytes, 0, whole, 0, headBytes.length);
        System.arraycopy(
                request.body().toByteArray(), 0, whole, headBytes.length, request.body().length());
        var out = socket.getOutputStream();
        out.write(whole);
        out.flush();
    }

    CallOutcome.Answered reply(OutboundRequest request, int bodyBytesMax)
            throws IOException, BadReply {
        return new ReplyReader(new BufferedInputStream(socket.getInputStream()), bodyBytesMax)
                .read(request.method().equals("HEAD"));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Whatever this call came to is known by now; a goodbye that fails changes nothing.
        }
    }
}

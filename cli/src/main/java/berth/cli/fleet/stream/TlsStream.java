package berth.cli.fleet.stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// TLS over TCP, with the server's name verified.
public final class TlsStream implements ByteStream {
    private static final Logger LOG = LoggerFactory.getLogger(TlsStream.class);

    private final SSLSocket socket;

    private TlsStream(SSLSocket socket) {
        this.socket = socket;
    }

    /// Connects and finishes the handshake.
    ///
    /// @param timeout for connecting and, until it is changed, for each wait for bytes
    public static TlsStream open(
            String host, int port, SSLContext tls, Duration timeout, Traffic traffic)
            throws IOException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("nobody knows the host " + host);
        }
        var tcp = new CountedSocket(traffic);
        try {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(millis(timeout));
            tcp.connect(address, millis(timeout));
            var socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, host, port, true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsStream(socket);
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return socket.getInputStream().read(buffer, offset, length);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        var out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    @Override
    public void timeout(Duration time) throws IOException {
        socket.setSoTimeout(millis(time));
    }

    /// At least 1: zero would be for ever.
    private static int millis(Duration time) {
        return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // TLS wants to say goodbye to a peer that is gone; the descriptor is free all the same.
            LOG.trace("closing a connection", e);
        }
    }
}

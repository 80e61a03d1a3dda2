package berth.system.limits;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

import javax.net.ssl.SSLException;

/// A socket as a wire.
final class SocketWire implements Wire {
    private static final int CHUNK = 16 * 1024;
    private static final byte[] END = {};

    private final Socket socket;

    SocketWire(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public byte[] read() throws IOException {
        var chunk = new byte[CHUNK];
        try {
            int count = socket.getInputStream().read(chunk);
            return count < 0 ? END : Arrays.copyOf(chunk, count);
        } catch (SSLException | SocketException _) {
            return END; // cut off: an end, too
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // TLS says goodbye to somebody who may be gone; the socket is closed all the same.
        }
    }
}

package berth.cli.fleet.stream;

import java.io.IOException;
import java.time.Duration;

/// One open connection: bytes in order both ways, blocking. For one thread.
public interface ByteStream extends AutoCloseable {
    /// Waits for at least one byte.
    ///
    /// @return how many were read, or -1 when the peer has ended
    /// @throws java.net.SocketTimeoutException when none comes in time
    int read(byte[] buffer, int offset, int length) throws IOException;

    void write(byte[] bytes) throws IOException;

    /// Changes how long to wait for bytes.
    void timeout(Duration time) throws IOException;

    /// Hangs up, politely where the peer still listens.
    @Override
    void close();
}

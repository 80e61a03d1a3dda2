package berth.system.limits;

import java.io.Closeable;
import java.io.IOException;

/// A connection, byte for byte.
interface Wire extends Closeable {
    void write(byte[] bytes) throws IOException;

    /// The next bytes; none at the end, however the server brought it about.
    ///
    /// @throws java.net.SocketTimeoutException when neither came for half a minute
    byte[] read() throws IOException;
}

package berth.cli.fleet;

import java.io.IOException;
import java.time.Duration;

/// One open connection of one device, over whatever transport: its two requests, each answered
/// before the next. For one thread.
public interface DeviceChannel extends AutoCloseable {
    /// @throws IOException when no answer came, or none within `timeout`
    DeviceReply register(Duration timeout) throws IOException;

    /// Asks for an operation, which may have been begun over another connection or transport.
    ///
    /// @throws IOException when no answer came, or none within `timeout`
    DeviceReply poll(String operationId, Duration timeout) throws IOException;

    /// Whether another request can be sent. False after an answer with which the service said
    /// goodbye.
    boolean isOpen();

    @Override
    void close();
}

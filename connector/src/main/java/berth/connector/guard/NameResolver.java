package berth.connector.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Turns a host name into addresses. Asked once for a call; every address of the answer is judged
/// before any is connected to.
@FunctionalInterface
public interface NameResolver {
    /// @param host a name or the text of an address
    /// @return at least one address
    /// @throws IOException when there is none, or nobody knows
    /// @throws InterruptedException when the call this is for has run out of time
    List<InetAddress> addresses(String host) throws IOException, InterruptedException;
}

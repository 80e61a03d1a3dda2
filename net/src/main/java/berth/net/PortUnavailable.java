package berth.net;

import java.net.InetAddress;

/// A port could not be opened. Everything that was open already has been released; a later try may
/// succeed.
public final class PortUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why not.
    public enum Reason {
        /// Another process, or another listener of this one, has it.
        BUSY,
        /// The operating system does not allow it, as for ports below 1024.
        FORBIDDEN,
        /// No network interface of this machine has the address.
        NO_SUCH_ADDRESS
    }

    private final InetAddress address;
    private final int port;
    private final Reason reason;

    PortUnavailable(InetAddress address, int port, Reason reason, Throwable cause) {
        super(message(address.getHostAddress(), port, reason), cause);
        this.address = address;
        this.port = port;
        this.reason = reason;
    }

    public InetAddress address() {
        return address;
    }

    public int port() {
        return port;
    }

    public Reason reason() {
        return reason;
    }

    private static String message(String address, int port, Reason reason) {
        return "cannot listen on port "
                + port
                + " of "
                + address
                + ": "
                + switch (reason) {
                    case BUSY -> "another process is using it";
                    case FORBIDDEN ->
                            "the operating system does not allow this user to open it (ports below"
                                    + " 1024 need a privilege)";
                    case NO_SUCH_ADDRESS -> "this machine does not have that address";
                };
    }
}

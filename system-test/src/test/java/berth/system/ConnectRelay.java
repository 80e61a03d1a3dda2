package berth.system;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// An HTTP proxy that knows `CONNECT` only: leads calls of `name:443` to the port where that name
/// is really served. The clients' TLS passes through it unchanged.
///
/// It makes itself the proxy of this JVM for the names it knows, which is how an unmodified client
/// is reached that has no proxy option.
final class ConnectRelay extends ProxySelector {
    private static final Pattern CONNECT = Pattern.compile("CONNECT ([^ :]+):443 HTTP/1\\.[01]");
    private static final int HEAD_BYTES_MAX = 8 * 1024;

    private static @Nullable ConnectRelay installed;

    private final ServerSocket listener;
    private final @Nullable ProxySelector others;
    private final Map<String, InetSocketAddress> destinations = new ConcurrentHashMap<>();

    private ConnectRelay(ServerSocket listener, @Nullable ProxySelector others) {
        this.listener = listener;
        this.others = others;
    }

    /// Leads `host` to `port` of the loopback address from now on.
    static synchronized void lead(String host, int port) {
        if (installed == null) {
            installed = install();
        }
        installed.destinations.put(
                host, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static ConnectRelay install() {
        try {
            var listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
            var relay = new ConnectRelay(listener, ProxySelector.getDefault());
            Thread.ofVirtual().name("connect-relay").start(relay::accept);
            ProxySelector.setDefault(relay);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the CONNECT relay", e);
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        if ("https".equals(uri.getScheme()) && destinations.containsKey(uri.getHost())) {
            return List.of(new Proxy(Proxy.Type.HTTP, listener.getLocalSocketAddress()));
        }
        return others == null ? List.of(Proxy.NO_PROXY) : others.select(uri);
    }

    /// Nothing to remember: the caller gets the failure too.
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

    /// Runs until the JVM ends.
    private void accept() {
        while (true) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException e) {
                throw new UncheckedIOException("the CONNECT relay cannot accept", e);
            }
        }
    }

    private void relay(Socket client) {
        try (client) {
            var request =
                    CONNECT.matcher(
                            readHead(client.getInputStream()).lines().findFirst().orElse(""));
            var destination = request.matches() ? destinations.get(request.group(1)) : null;
            if (destination == null) {
                answer(client.getOutputStream(), "403 Forbidden");
                return;
            }
            try (var server = new Socket(destination.getAddress(), destination.getPort())) {
                answer(client.getOutputStream(), "200 Connection established");
                var back = Thread.ofVirtual().start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException _) {
            // the client sees its connection end, which says it all
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Up to and including the empty line, byte by byte: what follows is not ours.
    private static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.length() == HEAD_BYTES_MAX) {
                throw new IOException("not a CONNECT request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void answer(OutputStream out, String status) throws IOException {
        out.write("HTTP/1.1 %s\r\n\r\n".formatted(status).getBytes(StandardCharsets.US_ASCII));
    }

    /// Copies until the end, then tells the receiver so and leaves the other direction open.
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // one side is gone; closing both tells the other
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed
        }
    }
}

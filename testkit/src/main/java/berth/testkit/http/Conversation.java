package berth.testkit.http;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One connection to a scripted server, in the hands of its script. TLS begins with the first thing
/// that is read or sent. Used by one thread.
public final class Conversation {
    private final Socket tcp;
    private final @Nullable SSLContext tls;
    private final CountDownLatch closing;
    private final Consumer<ReceivedRequest> ledger;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private @Nullable ReceivedRequest request;

    Conversation(
            Socket tcp,
            @Nullable SSLContext tls,
            CountDownLatch closing,
            Consumer<ReceivedRequest> ledger) {
        this.tcp = tcp;
        this.tls = tls;
        this.closing = closing;
        this.ledger = ledger;
    }

    /// The connection's request; read on the first call.
    public ReceivedRequest request() throws IOException {
        var known = request;
        if (known != null) {
            return known;
        }
        var requestLine = line().split(" ", 3);
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = new String(in().readNBytes(length), StandardCharsets.UTF_8);
        var read = new ReceivedRequest(requestLine[0], requestLine[1], headers, body);
        request = read;
        ledger.accept(read);
        return read;
    }

    public void send(String text) throws IOException {
        var out = socket().getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Ends the connection with a reset instead of an end.
    public void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }

    public void awaitClose() throws InterruptedException {
        closing.await();
    }

    /// Waits; whether the server is being closed.
    public boolean closesWithin(Duration time) throws InterruptedException {
        return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in().read(); c != '\n'; c = in().read()) {
            if (c < 0) {
                throw new EOFException("the client left within its request");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private InputStream in() throws IOException {
        var known = in;
        if (known == null) {
            known = new BufferedInputStream(socket().getInputStream());
            in = known;
        }
        return known;
    }

    private Socket socket() throws IOException {
        var known = socket;
        if (known == null) {
            known = tls == null ? tcp : secured(tcp, tls);
            socket = known;
        }
        return known;
    }

    private static Socket secured(Socket tcp, SSLContext tls) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, null, true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        tcp.close();
    }
}

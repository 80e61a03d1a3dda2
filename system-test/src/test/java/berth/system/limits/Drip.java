package berth.system.limits;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Says something so slowly that it never comes to an end by itself.
final class Drip {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Drip() {}

    /// @param after from before the connection was opened until its end was seen
    /// @param unfinished whether there was more to say
    /// @param heard what the server said
    record Ending(Duration after, boolean unfinished, String heard) {}

    /// Says `text` byte by byte, and listens until the server ends the connection.
    ///
    /// @param start as [System#nanoTime], before what the server's deadline is counted from
    static Ending bytes(Wire wire, byte[] text, long start) throws IOException {
        var over = new AtomicBoolean();
        var said = new AtomicBoolean();
        var talking =
                Thread.startVirtualThread(
                        () -> {
                            said.set(sayAll(wire, text, over));
                        });
        var heard = new StringBuilder();
        for (var bytes = wire.read(); bytes.length > 0; bytes = wire.read()) {
            heard.append(HttpTalk.text(bytes));
        }
        var after = Duration.ofNanos(System.nanoTime() - start);
        over.set(true);
        join(talking);
        wire.close();
        return new Ending(after, !said.get(), heard.toString());
    }

    /// Says nothing at all.
    static Ending silence(Wire wire, long start) throws IOException {
        var heard = new StringBuilder();
        for (var bytes = wire.read(); bytes.length > 0; bytes = wire.read()) {
            heard.append(HttpTalk.text(bytes));
        }
        wire.close();
        return new Ending(Duration.ofNanos(System.nanoTime() - start), true, heard.toString());
    }

    private static boolean sayAll(Wire wire, byte[] text, AtomicBoolean over) {
        try {
            for (byte one : text) {
                if (over.get()) {
                    return false;
                }
                wire.write(new byte[] {one});
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return true;
        } catch (SocketException | javax.net.ssl.SSLException _) {
            return false; // the server has closed
        } catch (IOException e) {
            throw new IllegalStateException("the client broke", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

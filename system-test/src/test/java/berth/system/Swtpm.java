package berth.system;

import org.junit.jupiter.api.Assumptions;

import tss.TpmDevice;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The TPM 2.0 emulator `swtpm` as a process of its own, and the wire to it: commands and responses
/// of the TPM as they are, over a Unix socket. What stands behind is libtpms, the code that virtual
/// machines get for a TPM.
///
/// Stock device code expects the protocol of Microsoft's simulator, which puts a frame around each
/// command; handing the commands over here says the same without one.
final class Swtpm extends TpmDevice implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int HEADER_BYTES = 10;
    private static final int RESPONSE_BYTES_MAX = 4096;

    private final Process process;
    private final SocketChannel channel;
    private final DataInputStream responses;

    private Swtpm(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.responses = new DataInputStream(Channels.newInputStream(channel));
    }

    /// Skips the calling test, loudly, where there is no emulator.
    static void require() throws InterruptedException {
        try {
            var process =
                    new ProcessBuilder("swtpm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            Assumptions.assumeTrue(works, "NO SWTPM: it does not start here");
        } catch (IOException e) {
            Assumptions.abort("NO SWTPM: " + e.getMessage());
        }
    }

    /// A TPM fresh from the factory, started and cleared, with its memory in `folder`.
    static Swtpm start(Path folder) throws IOException, InterruptedException {
        var socket = folder.resolve("tpm");
        var process =
                new ProcessBuilder(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + folder,
                                "--server",
                                "type=unixio,path=" + socket,
                                "--flags",
                                "not-need-init,startup-clear")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("swtpm.log").toFile())
                        .start();
        try {
            return new Swtpm(process, connected(process, socket));
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(Files.readString(folder.resolve("swtpm.log")), e);
        }
    }

    private static SocketChannel connected(Process process, Path socket)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    @Override
    public boolean connect() {
        return channel.isConnected();
    }

    @Override
    public void dispatchCommand(byte[] command) {
        try {
            var bytes = ByteBuffer.wrap(command);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tag (2), size of the whole (4), response code (4), the rest.
    @Override
    public byte[] getResponse() {
        try {
            var header = responses.readNBytes(HEADER_BYTES);
            int size = ByteBuffer.wrap(header).getInt(2);
            if (header.length < HEADER_BYTES || size > RESPONSE_BYTES_MAX) {
                throw new IOException("not a response of a TPM");
            }
            return ByteBuffer.allocate(size)
                    .put(header)
                    .put(responses.readNBytes(size - HEADER_BYTES))
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean responseReady() {
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}

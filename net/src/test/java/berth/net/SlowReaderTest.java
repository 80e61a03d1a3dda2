package berth.net;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.link.ByteLink;
import berth.net.link.LinkSession;
import berth.net.tls.TlsEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// What a link knows of a peer that does not read, and what it does to one that is to wait.
class SlowReaderTest {
    private static final int BYTES = 16 * 1024 * 1024;

    private final TestHouse house = new TestHouse();
    private final TestClient client = TestClient.trusting(TestHouse.CERTIFICATES.root());
    private final CompletableFuture<ByteLink> opened = new CompletableFuture<>();
    private final AtomicLong received = new AtomicLong();
    private Listeners listeners;

    @AfterEach
    void close() {
        listeners.close();
    }

    private void open(TlsEngine engine, Consumer<ByteLink> first) {
        house.mqtt =
                link -> {
                    first.accept(link);
                    opened.complete(link);
                    return new Counting();
                };
        listeners = house.open(engine);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void whatAPeerDoesNotReadIsCountedUntilItDoes(TlsEngine engine) throws Exception {
        open(engine, _ -> {});
        try (var socket = client.connect("127.0.0.1", listeners.ports().mqtt())) {
            socket.startHandshake();
            var link = opened.get(10, TimeUnit.SECONDS);
            assertThat(link.unsentBytes()).isZero();
            link.write(ByteBuffer.allocate(BYTES));
            // However much the two kernels take, it is not all of it.
            assertThat(link.unsentBytes()).isGreaterThan(BYTES / 2);

            assertThat(socket.getInputStream().readNBytes(BYTES)).hasSize(BYTES);
            Eventually.holds(() -> link.unsentBytes() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void whoIsToWaitIsNotHeardUntilItMayGoOn(TlsEngine engine) throws Exception {
        open(engine, ByteLink::pauseReading);
        try (var socket = client.connect("127.0.0.1", listeners.ports().mqtt())) {
            socket.startHandshake();
            var link = opened.get(10, TimeUnit.SECONDS);
            TestClient.send(socket, "hello");
            assertThat(received).hasValue(0);

            link.later(Duration.ZERO, link::resumeReading);
            Eventually.holds(() -> received.get() == "hello".length());
        }
    }

    private final class Counting implements LinkSession {
        @Override
        public void received(ByteBuffer bytes) {
            received.addAndGet(bytes.remaining());
        }

        @Override
        public void closed() {}
    }
}

package berth.system.limits;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An allocation function that does not answer until it is told to, and devices that wait for it.
final class SlowFunction implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch told = new CountDownLatch(1);
    private final String hub;

    private SlowFunction(HttpServer server, String hub) {
        this.server = server;
        this.hub = hub;
    }

    /// Starts, and has the house ask it about every device of the group.
    static SlowFunction start(House house) throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral(House.HOST), 0);
        var function =
                new SlowFunction(
                        HttpServer.create(address, 0), house.ready().hubs().getFirst().hostName());
        function.server.setExecutor(function.threads);
        function.server.createContext("/", function::answered);
        function.server.start();
        house.allocateBy(
                "http://%s:%d/".formatted(House.HOST, function.server.getAddress().getPort()));
        return function;
    }

    String device(int number) {
        return "slow-" + number;
    }

    /// From now on it answers, those who wait as well.
    void answer() {
        told.countDown();
    }

    private void answered(HttpExchange exchange) throws IOException {
        try {
            told.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        var body = HttpTalk.bytes("{\"iotHubHostName\":\"%s\"}".formatted(hub));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

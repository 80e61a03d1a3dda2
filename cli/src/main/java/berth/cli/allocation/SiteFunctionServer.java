package berth.cli.allocation;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The site function on a loopback port, in the clear: what an operator would run behind TLS. It is
/// called with the key in its URL or not at all.
public final class SiteFunctionServer implements AutoCloseable {
    private static final String PATH = "/api/place";
    private static final int BODY_BYTES_MAX = 256 * 1024;
    private static final int WAITING_MAX = 64;
    private static final int KEY_BYTES = 24;

    private final HttpServer server;
    private final ExecutorService threads;
    private final String query;
    private final AtomicInteger placed = new AtomicInteger();

    private SiteFunctionServer(HttpServer server, ExecutorService threads, String query) {
        this.server = server;
        this.threads = threads;
        this.query = query;
    }

    public static SiteFunctionServer start() throws IOException {
        var key = Secret.random(KEY_BYTES, new SecureRandom()).revealBase64();
        var http =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING_MAX);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var server =
                new SiteFunctionServer(
                        http, threads, "code=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
        http.setExecutor(threads);
        http.createContext(PATH, server::serve);
        http.start();
        return server;
    }

    /// With its key.
    public URI url() {
        var address = server.getAddress();
        return URI.create(
                "http://%s:%d%s?%s"
                        .formatted(
                                address.getAddress().getHostAddress(),
                                address.getPort(),
                                PATH,
                                query));
    }

    /// How often it has named a hub.
    public int placed() {
        return placed.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!query.equals(exchange.getRequestURI().getRawQuery())) {
                reply(exchange, 401, message("the key is missing or wrong"));
            } else if (!exchange.getRequestMethod().equals("POST")) {
                reply(exchange, 405, message("only POST is served"));
            } else {
                decide(exchange);
            }
        }
    }

    private void decide(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            reply(exchange, 413, message("at most %d bytes".formatted(BODY_BYTES_MAX)));
            return;
        }
        try {
            var question =
                    JsonText.parse(new String(body, StandardCharsets.UTF_8), JsonLimits.DEFAULT);
            switch (SiteFunction.decide(question)) {
                case SiteFunction.Answer.Placed(var answer) -> {
                    placed.incrementAndGet();
                    reply(exchange, 200, answer);
                }
                case SiteFunction.Answer.Rejected(var answer) -> reply(exchange, 400, answer);
            }
        } catch (MalformedJson e) {
            reply(exchange, 400, message("not JSON: " + e.getMessage()));
        }
    }

    private static JsonObject message(String text) {
        return new JsonObject(Map.of("message", new JsonString(text)));
    }

    private static void reply(HttpExchange exchange, int status, JsonObject body)
            throws IOException {
        var bytes = JsonText.text(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}

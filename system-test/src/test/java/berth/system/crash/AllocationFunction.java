package berth.system.crash;

import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An operator's allocation function, which outlives every server. It may do something in the very
/// middle of a registration, between the look at the enrollment and the write to the hub.
final class AllocationFunction implements AutoCloseable {
    /// What happens while the function is asked.
    interface InTheMiddle {
        /// @return whether it is done; else the function fails
        boolean happen(String registrationId) throws InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private AllocationFunction(HttpServer server) {
        this.server = server;
    }

    static AllocationFunction start(InTheMiddle inTheMiddle) throws IOException {
        var http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        var function = new AllocationFunction(http);
        http.setExecutor(function.threads);
        http.createContext("/place", exchange -> answer(exchange, _ -> true));
        http.createContext("/interfere", exchange -> answer(exchange, inTheMiddle));
        http.start();
        return function;
    }

    /// Settings of an enrollment whose devices it places on the second hub.
    String placing() {
        return settings("/place");
    }

    /// The same, and something happens in the middle.
    String interfering() {
        return settings("/interfere");
    }

    private String settings(String path) {
        return """
        "allocationPolicy": "custom", "customAllocationDefinition":
        {"webhookUrl": "http://127.0.0.1:%d%s", "apiVersion": "2021-10-01"}\
        """
                .formatted(server.getAddress().getPort(), path);
    }

    private static void answer(HttpExchange exchange, InTheMiddle inTheMiddle) throws IOException {
        try (exchange) {
            var question =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean done = inTheMiddle.happen(registrationId(question));
            var body = done ? "{\"iotHubHostName\": \"%s\"}".formatted(Scene.HUB_2) : "{}";
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(done ? 200 : 500, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    private static String registrationId(String question) throws IOException {
        try {
            var document = (JsonObject) JsonText.parse(question, JsonLimits.DEFAULT);
            return JsonFields.requiredText(
                    JsonFields.requiredObject(document, "deviceRuntimeContext"), "registrationId");
        } catch (MalformedJson | BadDocument e) {
            throw new IOException(question, e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

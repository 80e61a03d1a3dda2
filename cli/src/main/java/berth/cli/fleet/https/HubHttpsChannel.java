package berth.cli.fleet.https;

import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.hub.HubPush;
import berth.cli.fleet.hub.Settlement;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.cli.fleet.stream.HttpsConnection;
import berth.wire.uri.PercentEncoding;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A device at its hub over HTTPS: it sends, and asks for messages. There are no twins and no
/// methods over this transport.
///
/// Source: iot-hub-protocol, section 4.
public final class HubHttpsChannel implements HubChannel {
    private static final String API_VERSION = "?api-version=2021-04-12";
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final int NO_CONTENT = 204;

    private final HubCaller caller;
    private final HttpsConnection connection;

    private HubHttpsChannel(HubCaller caller, HttpsConnection connection) {
        this.caller = caller;
        this.connection = connection;
    }

    public static HubHttpsChannel over(ByteStream stream, HubCaller caller) {
        return new HubHttpsChannel(caller, HttpsConnection.over(stream, caller.host()));
    }

    @Override
    public HubAnswer telemetry(String deviceId, String body, Duration timeout) throws IOException {
        var headers = Map.of("iothub-contenttype", "application/json");
        return answer(
                "POST", path(deviceId) + "/messages/events" + API_VERSION, headers, body, timeout);
    }

    @Override
    public HubAnswer twin(String deviceId, Duration timeout) {
        return new HubAnswer.NotOffered();
    }

    @Override
    public HubAnswer report(String deviceId, String patch, Duration timeout) {
        return new HubAnswer.NotOffered();
    }

    /// Nothing is to be said beforehand: who wants messages asks for them.
    @Override
    public HubAnswer listen(String deviceId, HubFeature feature, Duration timeout) {
        return feature == HubFeature.COMMANDS ? HubAnswer.done() : new HubAnswer.NotOffered();
    }

    /// Asks again and again.
    @Override
    public Optional<HubPush> next(Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            var reply = receive(caller.deviceId(), timeout);
            if (reply.status() != NO_CONTENT) {
                return Optional.of(command(caller.deviceId(), reply));
            }
            if (System.nanoTime() - end >= 0) {
                return Optional.empty();
            }
            pause();
        }
    }

    /// Asks once, also for another device.
    ///
    /// @return done with or without a message, or why there is none to be had
    public HubAnswer ask(String deviceId, Duration timeout) throws IOException {
        return judged(receive(deviceId, timeout));
    }

    private HttpsConnection.Reply receive(String deviceId, Duration timeout) throws IOException {
        return exchange(
                "GET",
                path(deviceId) + "/messages/devicebound" + API_VERSION,
                Map.of("iothub-messagelocktimeout", "60"),
                "",
                timeout);
    }

    private static HubPush command(String deviceId, HttpsConnection.Reply reply)
            throws IOException {
        var tag = reply.headers().getOrDefault("etag", "");
        if (reply.status() != 200 || tag.length() < 3 || !tag.startsWith("\"")) {
            throw new IOException(
                    "asking for messages: HTTP %d, ETag %s, %s"
                            .formatted(reply.status(), tag, reply.body()));
        }
        return new HubPush.Command(deviceId, tag.substring(1, tag.length() - 1), reply.body());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(ASK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public HubAnswer respond(HubPush.Method call, int status, String payload, Duration timeout) {
        return new HubAnswer.NotOffered();
    }

    @Override
    public HubAnswer settle(HubPush.Command command, Settlement settlement, Duration timeout)
            throws IOException {
        var message = path(command.deviceId()) + "/messages/devicebound/" + command.lock();
        return switch (settlement) {
            case COMPLETE -> answer("DELETE", message + API_VERSION, Map.of(), "", timeout);
            case REJECT ->
                    answer("DELETE", message + API_VERSION + "&reject", Map.of(), "", timeout);
            case ABANDON ->
                    answer("POST", message + "/abandon" + API_VERSION, Map.of(), "", timeout);
        };
    }

    private HubAnswer answer(
            String method,
            String target,
            Map<String, String> headers,
            String body,
            Duration timeout)
            throws IOException {
        try {
            return judged(exchange(method, target, headers, body, timeout));
        } catch (EOFException | SocketException e) {
            return new HubAnswer.Closed(String.valueOf(e.getMessage()));
        }
    }

    private static HubAnswer judged(HttpsConnection.Reply reply) {
        return reply.status() < 300
                ? new HubAnswer.Done(reply.body())
                : new HubAnswer.Refused(reply.status(), reply.body());
    }

    private HttpsConnection.Reply exchange(
            String method,
            String target,
            Map<String, String> headers,
            String body,
            Duration timeout)
            throws IOException {
        var all = new LinkedHashMap<>(headers);
        caller.token().ifPresent(token -> all.put("Authorization", token));
        connection.timeout(Deadline.in(timeout).remaining());
        return connection.exchange(method, target, all, body);
    }

    private static String path(String deviceId) {
        return "/devices/" + PercentEncoding.encode(deviceId);
    }

    @Override
    public void close() {
        connection.close();
    }
}

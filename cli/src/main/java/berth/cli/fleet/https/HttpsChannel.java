package berth.cli.fleet.https;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.TpmChip;
import berth.cli.fleet.UnusableChallenge;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.cli.fleet.stream.HttpsConnection;
import berth.core.id.ByteString;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.uri.PercentEncoding;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// HTTPS requests over one keep-alive connection. For one thread. A TPM's challenge is part of
/// registering: two requests, of which the second is answered like anybody's.
///
/// Source: dps-device-protocol, sections 1.5 and 1.6.
public final class HttpsChannel implements DeviceChannel {
    private static final int UNAUTHORIZED = 401;

    private final DeviceCaller caller;
    private final Streams streams;
    private final String hostHeader;
    private HttpsConnection connection;
    private boolean open = true;

    private HttpsChannel(
            DeviceCaller caller, Streams streams, String hostHeader, HttpsConnection connection) {
        this.caller = caller;
        this.streams = streams;
        this.hostHeader = hostHeader;
        this.connection = connection;
    }

    /// Connects; again only where the service closes between the rounds of a challenge.
    @FunctionalInterface
    public interface Streams {
        ByteStream open(Duration timeout) throws IOException;
    }

    /// Connects.
    ///
    /// @param port for clients that name it in `Host`
    public static HttpsChannel over(
            Streams streams, DeviceCaller caller, String host, int port, Duration timeout)
            throws IOException {
        var hostHeader = caller.client().https().portInHost() ? host + ":" + port : host;
        return new HttpsChannel(
                caller,
                streams,
                hostHeader,
                HttpsConnection.over(streams.open(timeout), hostHeader));
    }

    @Override
    public DeviceReply register(Duration timeout) throws IOException {
        var deadline = Deadline.in(timeout);
        if (!(caller.credential() instanceof DeviceCredential.Tpm(var chip))) {
            caller.renewToken();
            return put(false, headers(), deadline);
        }
        var challenge = put(false, caller.client().https().headers(), deadline);
        if (challenge.status() != UNAUTHORIZED || !activated(challenge, chip)) {
            return challenge;
        }
        if (!open) {
            connection.close();
            connection = HttpsConnection.over(streams.open(deadline.remaining()), hostHeader);
        }
        caller.renewToken();
        return put(true, headers(), deadline);
    }

    /// Whether it was a challenge that this TPM could use. A plain refusal has no key.
    private static boolean activated(DeviceReply reply, TpmChip chip) throws IOException {
        try {
            var document = JsonFields.object(JsonText.parse(reply.body(), JsonLimits.DEFAULT));
            var key = JsonFields.optionalText(document, "authenticationKey");
            if (key.isEmpty()) {
                return false;
            }
            JsonFields.requiredText(document, "keyName");
            var problem = chip.importKey(ByteString.ofBase64(key.get()));
            if (problem.isPresent()) {
                throw new UnusableChallenge(
                        "its TPM does not take the challenge: " + problem.get());
            }
            return true;
        } catch (MalformedJson | BadDocument | IllegalArgumentException e) {
            throw new UnusableChallenge("a challenge that cannot be read: " + e.getMessage(), e);
        }
    }

    private DeviceReply put(boolean proven, Map<String, String> headers, Deadline deadline)
            throws IOException {
        return exchange("PUT", "/register", headers, caller.registration(proven), deadline);
    }

    @Override
    public DeviceReply poll(String operationId, Duration timeout) throws IOException {
        return exchange(
                "GET",
                "/operations/" + operationId,
                headers(),
                caller.client().https().pollBody(),
                Deadline.in(timeout));
    }

    /// A device that has not registered over this transport signs a token for its polls.
    private Map<String, String> headers() {
        var headers = new LinkedHashMap<>(caller.client().https().headers());
        if (caller.token().isEmpty()) {
            caller.renewToken();
        }
        caller.token().ifPresent(token -> headers.put("Authorization", token));
        return headers;
    }

    private DeviceReply exchange(
            String method, String what, Map<String, String> headers, String body, Deadline deadline)
            throws IOException {
        connection.timeout(deadline.remaining());
        var target = path() + what + "?api-version=" + caller.client().apiVersion();
        var reply = connection.exchange(method, target, headers, body);
        open = !"close".equalsIgnoreCase(reply.headers().get("connection"));
        return new DeviceReply(
                "HTTP", reply.status(), reply.headers().get("retry-after"), reply.body());
    }

    private String path() {
        var id = caller.registrationId();
        return "/%s/registrations/%s"
                .formatted(
                        caller.idScope(),
                        caller.client().https().escapesIds() ? PercentEncoding.encode(id) : id);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        connection.close();
    }
}

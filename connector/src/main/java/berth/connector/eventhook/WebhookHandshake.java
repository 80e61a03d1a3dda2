package berth.connector.eventhook;

import berth.connector.guard.CallOutcome;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.OutboundRequest;
import berth.core.id.ByteString;
import berth.core.id.HostName;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;

/// Asks a receiver whether it wants our events, before it gets the first one: so that nobody can
/// have us send events to somebody who never asked for them.
///
/// `OPTIONS` with `WebHook-Request-Origin`; a receiver that agrees answers with success and the
/// same name, or `*`, in `WebHook-Allowed-Origin`. We ask for no rate, so none is kept.
///
/// Source: CloudEvents, HTTP 1.1 Web Hooks 1.0.2, section 4.
public final class WebhookHandshake {
    /// What the receiver said.
    public sealed interface Answer {
        record Allowed() implements Answer {}

        /// It did not, and is to be asked again.
        ///
        /// @param notBefore how long it wants to be left alone; zero if it did not say
        /// @param reason for operators
        record NotAllowed(Duration notBefore, String reason) implements Answer {}
    }

    private final GuardedClient client;
    private final HostName origin;

    /// @param origin the name by which we are known to receivers
    public WebhookHandshake(GuardedClient client, HostName origin) {
        this.client = client;
        this.origin = origin;
    }

    /// Blocks for at most the time of the client's settings.
    public Answer ask(URI url) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("WebHook-Request-Origin", origin.value());
        headers.put("User-Agent", "berth");
        var request = new OutboundRequest("OPTIONS", url, headers, ByteString.EMPTY);
        var asked = OutboundRequest.shown(url) + ": ";
        return switch (client.call(request)) {
            case CallOutcome.Answered answer -> judge(answer, asked);
            case CallOutcome.Refused(var reason) -> notAllowed(asked + reason);
            case CallOutcome.Unreachable(var reason) -> notAllowed(asked + reason);
            case CallOutcome.Lost(var reason) -> notAllowed(asked + reason);
            case CallOutcome.Unreadable(var reason) -> notAllowed(asked + reason);
        };
    }

    private Answer judge(CallOutcome.Answered answer, String asked) {
        if (answer.status() / 100 != 2) {
            return new Answer.NotAllowed(
                    RetryAfter.of(answer),
                    asked
                            + ("the receiver does not answer the webhook handshake: OPTIONS with"
                                            + " WebHook-Request-Origin was answered with status %d")
                                    .formatted(answer.status()));
        }
        var allowed = answer.header("WebHook-Allowed-Origin").orElse("");
        if (allowed.isBlank()) {
            return notAllowed(
                    asked
                            + "the receiver does not support the webhook handshake: its answer to"
                            + " OPTIONS has no WebHook-Allowed-Origin");
        }
        if (names(allowed)) {
            return new Answer.Allowed();
        }
        return notAllowed(asked + "the receiver allows other senders than " + origin + " only");
    }

    /// The client joins repeated headers by commas.
    private boolean names(String allowed) {
        return Arrays.stream(allowed.split(",", -1))
                .map(String::strip)
                .anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(origin.value()));
    }

    private static Answer notAllowed(String reason) {
        return new Answer.NotAllowed(Duration.ZERO, reason);
    }
}

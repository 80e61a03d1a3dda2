package berth.connector.eventhook;

import berth.connector.guard.CallOutcome;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.OutboundRequest;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;
import berth.core.secret.Secret;
import berth.wire.json.CloudEventJson;
import berth.wire.json.JsonText;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells receivers of events by one signed POST an event.
///
/// A receiver is asked whether it wants events before it gets the first one from this process, and
/// again each day. Its answer to an event is final only where it speaks of that event; what speaks
/// of the endpoint (a wrong path, a wrong password, a redirect) may be mended by an operator.
///
/// Used by many threads.
public final class HttpEventhook implements EventTarget {
    private static final Duration AGREEMENT_KEPT = Duration.ofDays(1);
    private static final int AGREEMENTS_MAX = 1_024;

    private static final int BAD_REQUEST = 400;
    private static final int GONE = 410;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int UNPROCESSABLE_CONTENT = 422;

    private final GuardedClient client;
    private final WebhookHandshake handshake;
    private final InstantSource clock;

    /// Until when each receiver has agreed. Guarded by itself.
    private final Map<URI, Long> agreements =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<URI, Long> eldest) {
                    return size() > AGREEMENTS_MAX;
                }
            };

    public HttpEventhook(GuardedClient client, WebhookHandshake handshake, InstantSource clock) {
        this.client = client;
        this.handshake = handshake;
        this.clock = clock;
    }

    @Override
    public int batchMax() {
        return 1;
    }

    @Override
    public Told tell(EventSubscription subscription, List<HubEvent> events) {
        if (!(subscription.target()
                instanceof EventSubscription.Target.Webhook(var url, var key))) {
            throw new IllegalArgumentException("not a webhook: " + subscription.name());
        }
        if (key == null) {
            return Told.Again.soon("the subscription has no key to sign events with");
        }
        if (!hasAgreed(url)) {
            switch (handshake.ask(url)) {
                case WebhookHandshake.Answer.Allowed _ -> agreed(url);
                case WebhookHandshake.Answer.NotAllowed(var notBefore, var reason) -> {
                    return new Told.Again(notBefore, reason);
                }
            }
        }
        for (var event : events) {
            var told = post(url, key, event);
            if (!(told instanceof Told.Taken)) {
                return told;
            }
        }
        return new Told.Taken();
    }

    private Told post(URI url, Secret key, HubEvent event) {
        var body = JsonText.bytes(CloudEventJson.write(event));
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", CloudEventJson.CONTENT_TYPE + "; charset=utf-8");
        headers.put("User-Agent", "berth");
        headers.putAll(
                WebhookSignature.headers(CloudEventJson.id(event), clock.instant(), body, key));
        var asked = OutboundRequest.shown(url) + ": ";
        return switch (client.call(new OutboundRequest("POST", url, headers, body))) {
            case CallOutcome.Answered answer -> judge(url, event, answer, asked);
            case CallOutcome.Refused(var reason) -> Told.Again.soon(asked + reason);
            case CallOutcome.Unreachable(var reason) -> Told.Again.soon(asked + reason);
            case CallOutcome.Lost(var reason) -> Told.Again.soon(asked + reason);
            case CallOutcome.Unreadable(var reason) -> Told.Again.soon(asked + reason);
        };
    }

    private Told judge(URI url, HubEvent event, CallOutcome.Answered answer, String asked) {
        int status = answer.status();
        if (status / 100 == 2) {
            return new Told.Taken();
        }
        var reason =
                asked
                        + "status "
                        + status
                        + (status / 100 == 3 ? "; redirects are not followed" : "");
        return switch (status) {
            case BAD_REQUEST, CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNPROCESSABLE_CONTENT ->
                    new Told.Never(event.sequence(), reason);
            case GONE -> {
                // It wants no more events until it is asked anew. Source: HTTP Web Hooks, 2.2.
                forgetAgreement(url);
                yield new Told.Again(RetryAfter.of(answer), reason + ": the receiver has retired");
            }
            default -> new Told.Again(RetryAfter.of(answer), reason);
        };
    }

    private boolean hasAgreed(URI url) {
        synchronized (agreements) {
            var until = agreements.getOrDefault(url, Long.MIN_VALUE);
            return clock.instant().getEpochSecond() < until;
        }
    }

    private void agreed(URI url) {
        synchronized (agreements) {
            agreements.put(url, clock.instant().plus(AGREEMENT_KEPT).getEpochSecond());
        }
    }

    private void forgetAgreement(URI url) {
        synchronized (agreements) {
            agreements.remove(url);
        }
    }
}

package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Direct methods whose response is waited for.
final class MethodCalls {
    private record Waiting(HubClient client, CompletableFuture<MethodResult> result) {}

    private final ConcurrentHashMap<UUID, Waiting> calls = new ConcurrentHashMap<>();
    private final int perClientMax;

    MethodCalls(int perClientMax) {
        this.perClientMax = perClientMax;
    }

    /// Calls the client and waits for its response.
    MethodResult call(MethodCall call, DeviceSession session, Duration patience) {
        var waiting = new Waiting(call.client(), new CompletableFuture<>());
        if (waitingFor(call.client()) >= perClientMax) {
            return new MethodResult.Refused(
                    HubError.DEVICE_THROTTLING_LIMIT_EXCEEDED,
                    call.client() + " has not answered " + perClientMax + " calls before this one");
        }
        calls.put(call.id(), waiting);
        try {
            session.call(call);
            return waiting.result().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // What a slow or silent device comes to: said to the caller.
            return new MethodResult.Refused(
                    HubError.GATEWAY_TIMEOUT,
                    "%s did not respond within %d s"
                            .formatted(call.client(), patience.toSeconds()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new MethodResult.Refused(
                    HubError.SERVICE_UNAVAILABLE, "the hub is shutting down");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a response is never a failure", e);
        } finally {
            calls.remove(call.id());
        }
    }

    /// A response from `client`: another client's is nobody's.
    void answer(HubClient client, UUID call, MethodResult result) {
        var waiting = calls.get(call);
        if (waiting != null && waiting.client().equals(client)) {
            waiting.result().complete(result);
        }
    }

    /// The connection of a client is gone: nobody will answer.
    void lost(HubClient client) {
        calls.values().stream()
                .filter(waiting -> waiting.client().equals(client))
                .forEach(
                        waiting ->
                                waiting.result()
                                        .complete(
                                                new MethodResult.Refused(
                                                        HubError.DEVICE_CONNECTION_CLOSED_REMOTELY,
                                                        client
                                                                + " disconnected before it"
                                                                + " responded")));
    }

    private long waitingFor(HubClient client) {
        return calls.values().stream().filter(waiting -> waiting.client().equals(client)).count();
    }
}

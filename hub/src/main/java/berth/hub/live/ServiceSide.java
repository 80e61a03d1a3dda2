package berth.hub.live;

import berth.core.access.HubRight;
import berth.core.access.SharedAccess;
import berth.core.audit.Caller;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Expiry;
import berth.core.hub.message.CommandQueue.NewCommand;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackQueue;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.role.Permission;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.hub.live.Throttles.Kind;
import berth.wire.sas.SasText;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// What applications ask of a hub and its devices: cloud-to-device messages, their feedback, direct
/// methods. Safe for any number of threads; methods block, and may throw
/// [berth.core.error.StoreUnavailable].
public final class ServiceSide {
    private static final Duration CONNECT_LOOK = Duration.ofMillis(20);
    private static final Duration ABOUT_TO_LISTEN = Duration.ofMillis(500);

    private final LiveHub hub;
    private final LiveSetup setup;
    private final Clients clients;
    private final Presence presence;

    ServiceSide(LiveHub hub, LiveSetup setup, Clients clients, Presence presence) {
        this.hub = hub;
        this.setup = setup;
        this.clients = clients;
        this.presence = presence;
    }

    /// Who may use the service side of this hub by a token of a shared access policy.
    ///
    /// @param path what is to be used, beginning with a slash
    /// @return the policy's name, or empty if it may not; then `source` is in the audit trail
    public Optional<String> servicePolicy(
            String token, String path, HubRight right, String source, String trackingId) {
        var now = setup.clock().instant();
        String reason;
        switch (SasText.parse(token)) {
            case SasText.Parsed.Refused _ -> reason = "the token cannot be read";
            case SasText.Parsed.Token(var read) -> {
                var verdict =
                        SharedAccess.judgeConsumer(
                                read,
                                hub.policies(),
                                new HostName(hub.hostName().value()),
                                path,
                                right,
                                now);
                switch (verdict) {
                    case SharedAccess.Verdict.Granted<?>(var policy) -> {
                        return Optional.of(policy.name());
                    }
                    case SharedAccess.Verdict.Refused<?>(String why) -> reason = why;
                    case SharedAccess.Verdict.Forbidden<?>(String policy, var missing) ->
                            reason = "policy " + policy + " lacks " + missing;
                }
            }
        }
        setup.stores()
                .audit()
                .append(
                        new Caller("anonymous", source, trackingId)
                                .event(
                                        now,
                                        hub.hostName().value(),
                                        "access.refused",
                                        path,
                                        reason));
        return Optional.empty();
    }

    /// When a token that was found good expires; empty if it cannot be read.
    public Optional<Instant> expiry(String token) {
        return SasText.parse(token) instanceof SasText.Parsed.Token(var read)
                ? Optional.of(Instant.ofEpochSecond(read.expirySeconds()))
                : Optional.empty();
    }

    /// Counts and audits what an application was refused for a device's role elsewhere.
    public void denied(HubClient client, Caller caller, String action, String reason) {
        setup.denials().command(hub.hostName(), client, caller, action, reason);
    }

    /// Queues a cloud-to-device message.
    ///
    /// @param expiry null for the hub's default
    public Outcome send(
            HubClient client,
            DeviceMessage message,
            FeedbackRequest feedback,
            @Nullable Expiry expiry,
            Caller caller) {
        var throttled = hub.throttled(Kind.COMMAND);
        if (throttled.isPresent()) {
            return throttled.get();
        }
        var state = clients.find(client);
        if (state.isEmpty()) {
            return unknown(client);
        }
        var forbidden = forbidden(state.get(), caller, "command.denied");
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        if (message.size() > setup.limits().commandBytesMax()) {
            return new Outcome.Refused(
                    HubError.MESSAGE_TOO_LARGE,
                    "a cloud-to-device message has at most %d bytes"
                            .formatted(setup.limits().commandBytesMax()));
        }
        var until = expiry == null ? new Expiry.After(setup.limits().commandTimeToLive()) : expiry;
        if (!expiryFits(until)) {
            return new Outcome.Refused(
                    HubError.INVALID_MESSAGE_EXPIRY_TIME,
                    "a message expires in the future, and within "
                            + setup.limits().commandTimeToLiveMax());
        }
        var addressed =
                message.withSystem(SystemProperty.TO, client.path() + "/messages/devicebound");
        var named =
                addressed.system(SystemProperty.MESSAGE_ID).isPresent()
                        ? addressed
                        : addressed.withSystem(SystemProperty.MESSAGE_ID, uuid().toString());
        boolean queued =
                setup.stores()
                        .commands()
                        .enqueue(
                                hub.hostName(),
                                new NewCommand(
                                        client, state.get().generationId(), named, feedback, until),
                                setup.limits().commandDepthMax());
        if (!queued) {
            return new Outcome.Refused(
                    HubError.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
                    "%d messages are waiting for %s already"
                            .formatted(setup.limits().commandDepthMax(), client));
        }
        presence.find(client).ifPresent(DeviceSession::wake);
        return Outcome.DONE;
    }

    private boolean expiryFits(Expiry expiry) {
        var max = setup.limits().commandTimeToLiveMax();
        return switch (expiry) {
            case Expiry.After(Duration time) -> time.isPositive() && time.compareTo(max) <= 0;
            case Expiry.At(Instant time) -> {
                var now = setup.clock().instant();
                yield time.isAfter(now) && !time.isAfter(now.plus(max));
            }
        };
    }

    /// A call of a direct method.
    ///
    /// @param payload JSON, or empty
    /// @param responseTimeout how long the device may take
    /// @param connectTimeout how long a device that is not there is waited for
    public record MethodRequest(
            HubClient client,
            String name,
            ByteString payload,
            Duration responseTimeout,
            Duration connectTimeout) {}

    /// Calls a direct method and waits for the response. The request is checked for sizes only.
    public MethodResult invoke(MethodRequest request, Caller caller) {
        var throttled = hub.throttled(Kind.METHOD);
        if (throttled.isPresent()) {
            return refused(throttled.get());
        }
        var state = clients.find(request.client());
        if (state.isEmpty()) {
            return refused(unknown(request.client()));
        }
        var forbidden = forbidden(state.get(), caller, "method.denied");
        if (forbidden.isPresent()) {
            return refused(forbidden.get());
        }
        if (request.payload().length() > setup.limits().methodBytesMax()) {
            return new MethodResult.Refused(
                    HubError.MESSAGE_TOO_LARGE,
                    "a payload has at most " + setup.limits().methodBytesMax() + " bytes");
        }
        var session = online(request.client(), request.connectTimeout());
        return session.isEmpty()
                ? new MethodResult.Refused(
                        HubError.DEVICE_NOT_ONLINE,
                        request.client() + " is not connected, or does not listen to methods")
                : hub.calls()
                        .call(
                                new MethodCall(
                                        uuid(),
                                        request.client(),
                                        request.name(),
                                        request.payload()),
                                session.get(),
                                request.responseTimeout());
    }

    /// Waits for a client that is not there as long as the caller wants, and for one that is there
    /// but does not listen a moment at least: it may just be about to.
    private Optional<DeviceSession> online(HubClient client, Duration patience) {
        long looks = patience.dividedBy(CONNECT_LOOK);
        long aboutToListen = ABOUT_TO_LISTEN.dividedBy(CONNECT_LOOK);
        for (long look = 0; ; look++) {
            var session = presence.find(client);
            if (session.filter(DeviceSession::takesMethods).isPresent()) {
                return session;
            }
            boolean worthWaiting = session.isPresent() && look < aboutToListen;
            if (!worthWaiting && look >= looks) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(CONNECT_LOOK.toNanos());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private Optional<Outcome.Refused> forbidden(ClientState state, Caller caller, String action) {
        var role = hub.roles().effective(state.role());
        if (role.allows(Permission.RECEIVE_COMMANDS)) {
            return Optional.empty();
        }
        var message =
                "role %s of %s lacks %s"
                        .formatted(
                                role.name(),
                                state.client(),
                                Permission.RECEIVE_COMMANDS.spelling());
        setup.denials().command(hub.hostName(), state.client(), caller, action, message);
        return Optional.of(new Outcome.Refused(HubError.ROLE_FORBIDS, message));
    }

    private static Outcome.Refused unknown(HubClient client) {
        return client.isModule()
                ? new Outcome.Refused(HubError.MODULE_NOT_FOUND, client + " is not registered")
                : new Outcome.Refused(
                        HubError.DEVICE_NOT_FOUND, "Device " + client + " is not registered");
    }

    private static MethodResult refused(Outcome.Refused refused) {
        return new MethodResult.Refused(refused.error(), refused.message());
    }

    /// Removes the cloud-to-device messages of a client. Answers how many.
    public int purge(HubClient client) {
        return setup.stores().commands().purge(hub.hostName(), client);
    }

    /// How many cloud-to-device messages wait for a client.
    public int depth(HubClient client) {
        return setup.stores().commands().depth(hub.hostName(), client);
    }

    /// The feedback of cloud-to-device messages.
    public FeedbackQueue feedback() {
        return setup.stores().feedback();
    }

    private UUID uuid() {
        long high = (setup.random().nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (setup.random().nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}

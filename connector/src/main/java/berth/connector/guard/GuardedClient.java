package berth.connector.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls servers whose URLs somebody else wrote down: https only, no redirects, no proxies, a name
/// resolved once and every one of its addresses judged, the server's certificate verified against
/// the name, and everything bounded: time, size, calls per host, repetitions.
///
/// One connection a call: another call never waits behind it, and a connection that died while idle
/// cannot make an outcome uncertain. TLS sessions are resumed.
///
/// Used by many threads. Source: reliability, section 4.3.
public final class GuardedClient {
    private static final int ADDRESSES_MAX = 32;
    private static final int SERVER_ERROR_MIN = 500;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final GuardSettings settings;
    private final ServerTrust trust;
    private final NameResolver resolver;
    private final Lanes lanes;

    public GuardedClient(GuardSettings settings, ServerTrust trust, NameResolver resolver) {
        this.settings = settings;
        this.trust = trust;
        this.resolver = resolver;
        this.lanes = new Lanes(settings.callsPerHostMax());
    }

    /// Blocks for at most the total time of the settings, or until the calling thread is
    /// interrupted, which stays so.
    public CallOutcome call(OutboundRequest request) {
        return switch (Target.of(request.url(), settings)) {
            case Target.Reading.Refused(var reason) -> new CallOutcome.Refused(reason);
            case Target.Reading.Callable(var target) -> {
                var lane = lanes.open(target.host());
                var call = new Call(request, target, lane, Deadline.in(settings.totalMax()));
                try {
                    yield call.inTime();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    yield call.broken("the caller was interrupted");
                } finally {
                    lanes.close(lane);
                }
            }
        };
    }

    /// One call with its tries. `inTime` runs in the caller's thread, the rest in a virtual thread
    /// of its own that is interrupted when time is up.
    private final class Call {
        private final OutboundRequest request;
        private final Target target;
        private final Lane lane;
        private final Deadline deadline;

        /// Whether a server may have seen the request. Written before the first byte leaves.
        private volatile boolean sent;

        Call(OutboundRequest request, Target target, Lane lane, Deadline deadline) {
            this.request = request;
            this.target = target;
            this.lane = lane;
            this.deadline = deadline;
        }

        CallOutcome inTime() throws InterruptedException {
            if (!lane.enter(deadline.left())) {
                return new CallOutcome.Unreachable(
                        "%d calls to %s are running".formatted(lane.callsMax(), lane.host()));
            }
            var work = new FutureTask<>(this::tries);
            Thread.ofVirtual()
                    .name("call to " + target.host())
                    .start(
                            () -> {
                                // Not inside of the work: cancelled early, it would never run.
                                try {
                                    work.run();
                                } finally {
                                    lane.leave();
                                }
                            });
            try {
                return work.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return broken("no answer within " + seconds(settings.totalMax()));
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot call " + target.host(), e.getCause());
            } finally {
                work.cancel(true);
            }
        }

        CallOutcome broken(String reason) {
            return sent ? new CallOutcome.Lost(reason) : new CallOutcome.Unreachable(reason);
        }

        private CallOutcome tries() throws InterruptedException {
            final List<InetAddress> addresses;
            try {
                addresses = resolver.addresses(target.host());
            } catch (IOException e) {
                return new CallOutcome.Unreachable(
                        "cannot resolve %s: %s".formatted(target.host(), e.getMessage()));
            }
            var refusal = refusal(addresses);
            if (refusal.isPresent()) {
                return new CallOutcome.Refused(
                        "%s must not be called: %s".formatted(target.host(), refusal.get()));
            }
            var outcome = once(addresses);
            for (int tries = 1; tries < settings.triesMax() && mayRepeat(outcome); tries++) {
                var next = once(addresses);
                // A definite answer is worth more than knowing that nobody answers any more.
                outcome =
                        outcome instanceof CallOutcome.Answered
                                        && next instanceof CallOutcome.Unreachable
                                ? outcome
                                : next;
            }
            if (outcome instanceof CallOutcome.Answered answer
                    && answer.status() < SERVER_ERROR_MIN) {
                lane.succeeded();
            }
            return outcome;
        }

        private boolean mayRepeat(CallOutcome outcome) {
            return isWorthRepeating(outcome) && !deadline.hasPassed() && lane.takeRepetition();
        }

        private CallOutcome once(List<InetAddress> addresses) {
            boolean sentNow = false;
            try (var connection =
                    Connection.open(target, addresses, trust, settings.connectMax(), deadline)) {
                sentNow = true;
                sent = true;
                connection.send(request, target);
                return connection.reply(request, settings.replyBytesMax());
            } catch (Connection.Untrusted e) {
                return new CallOutcome.Refused(String.valueOf(e.getMessage()));
            } catch (BadReply e) {
                return new CallOutcome.Unreadable(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                return sentNow
                        ? new CallOutcome.Lost("the connection broke: " + e.getMessage())
                        : new CallOutcome.Unreachable(
                                "cannot connect to %s:%d: %s"
                                        .formatted(target.host(), target.port(), e.getMessage()));
            }
        }
    }

    private Optional<String> refusal(List<InetAddress> addresses) {
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            return Optional.of("it has %d addresses".formatted(addresses.size()));
        }
        return addresses.stream()
                .flatMap(a -> settings.addresses().refusal(a).stream())
                .findFirst();
    }

    /// A server that says when to come back is not asked before.
    private static boolean isWorthRepeating(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Unreachable _ -> true;
            case CallOutcome.Answered answer ->
                    answer.status() == SERVICE_UNAVAILABLE
                            && answer.header("Retry-After").isEmpty();
            case CallOutcome.Refused _, CallOutcome.Lost _, CallOutcome.Unreadable _ -> false;
        };
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}

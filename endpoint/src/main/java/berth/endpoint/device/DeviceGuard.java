package berth.endpoint.device;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.resilience.WaitingRoom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// Stands before the work of the device endpoint, the same for every protocol: turns away who asks
/// too often, lets a bounded number work, and answers in time even if the work does not.
///
/// What it refuses costs a look into memory: no store, no signature, no hub. Source: reliability,
/// sections 10 and 11.
public final class DeviceGuard {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceGuard.class);
    private static final int UNAUTHORIZED = 401;

    private final DeviceLimits limits;
    private final DeviceRates rates;
    private final WaitingRoom newcomers;
    private final WaitingRoom polls;

    /// @param running how many operations of a scope run, about
    /// @param monotonicNanos as [System#nanoTime]
    public DeviceGuard(
            DeviceLimits limits, ToIntFunction<IdScope> running, LongSupplier monotonicNanos) {
        this.limits = limits;
        this.rates = new DeviceRates(limits, running, monotonicNanos);
        this.newcomers = new WaitingRoom(limits.atOnceMax(), limits.waitingMax());
        this.polls = new WaitingRoom(limits.atOnceMax(), limits.waitingMax());
    }

    /// How many requests wait for their turn.
    public int waiting() {
        return newcomers.waiting() + polls.waiting();
    }

    /// Lets `work` answer, unless it must not or does not in time.
    ///
    /// @param work answers, or not if there is nothing to be said; may block
    /// @param refused gives a refusal the form of an answer
    Optional<DeviceAnswer> around(
            DeviceAct act,
            DeviceAddress address,
            String source,
            Supplier<Optional<DeviceAnswer>> work,
            Function<Refusal, DeviceAnswer> refused) {
        var tooOften = rates.refusal(act, address, source);
        if (tooOften.isPresent()) {
            return tooOften.map(refused);
        }
        try {
            var answer = inTurn(act == DeviceAct.POLL ? polls : newcomers, work, refused);
            if (answer.isPresent() && isFailure(answer.get())) {
                rates.failed(address, source);
            } else {
                rates.answered(act, address);
            }
            return answer;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of(refused.apply(unavailable("the server is closing")));
        }
    }

    /// A challenge has the same status and is none.
    private static boolean isFailure(DeviceAnswer answer) {
        return answer.error() != null && answer.error().httpStatus() == UNAUTHORIZED;
    }

    private Optional<DeviceAnswer> inTurn(
            WaitingRoom room,
            Supplier<Optional<DeviceAnswer>> work,
            Function<Refusal, DeviceAnswer> refused)
            throws InterruptedException {
        if (!room.enter(limits.waitMax())) {
            return Optional.of(refused.apply(unavailable("too many requests are waiting")));
        }
        var answer = new CompletableFuture<Optional<DeviceAnswer>>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        answer.complete(withPlace(room, work));
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.get(limits.answerMax().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return Optional.of(refused.apply(unavailable("no answer in time")));
        } catch (ExecutionException e) {
            LOG.error("a request failed", e.getCause());
            return Optional.of(refused.apply(Refusal.of(ServiceError.INTERNAL, "see the failure")));
        }
    }

    private static <T> T withPlace(WaitingRoom room, Supplier<T> work) {
        try {
            return work.get();
        } finally {
            room.leave();
        }
    }

    private static Refusal unavailable(String reason) {
        return Refusal.of(ServiceError.UNAVAILABLE, reason);
    }
}

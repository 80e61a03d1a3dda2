package berth.cli.fleet;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One device on its way from its first request to its final answer. For one thread.
///
/// A request without an answer is sent again: to register, because joining the running operation is
/// the service's business, or to poll, because an operation ID once given is a promise. So an
/// operation that the service has forgotten makes the device fail, and is not papered over.
final class DeviceRun {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(40);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final SimulatedDevice device;
    private final DeviceCalls calls;
    private final DeviceHabits habits;
    private final DeviceListener listener;
    private final long start;
    private @Nullable String operationId;
    private Duration pause = FIRST_PAUSE;
    private int failuresInRow;
    private int retries;

    DeviceRun(
            SimulatedDevice device,
            DeviceCalls calls,
            DeviceHabits habits,
            DeviceListener listener) {
        this.device = device;
        this.calls = calls;
        this.habits = habits;
        this.listener = listener;
        this.start = habits.time().nanoTime();
    }

    DeviceResult result() throws InterruptedException {
        while (remaining().isPositive()) {
            var result =
                    switch (ask()) {
                        case DeviceAnswer.Assigned(var hub, var deviceId) ->
                                new DeviceResult.Assigned(
                                        device.registrationId(), hub, deviceId, elapsed(), retries);
                        case DeviceAnswer.Refused(var reason) ->
                                failed(DeviceResult.Cause.REFUSED, reason);
                        case DeviceAnswer.Assigning(var operation) -> assigning(operation);
                        case DeviceAnswer.NotNow(var reason, var told) -> notNow(reason, told);
                    };
            if (result != null) {
                return result;
            }
        }
        return failed(
                DeviceResult.Cause.OUT_OF_TIME,
                "still assigning after %d s".formatted(habits.retries().patience().toSeconds()));
    }

    private DeviceAnswer ask() {
        var operation = operationId;
        return operation == null ? calls.register(remaining()) : calls.poll(operation, remaining());
    }

    private @Nullable DeviceResult assigning(String operation) throws InterruptedException {
        failuresInRow = 0;
        if (operationId == null) {
            operationId = operation;
            listener.acknowledged(device);
        }
        habits.time().sleep(min(pause, remaining()));
        pause = min(pause.multipliedBy(2), PAUSE_MAX);
        return null;
    }

    /// @return null to go on
    private @Nullable DeviceResult notNow(String reason, @Nullable Duration told)
            throws InterruptedException {
        var draw = habits.random().nextDouble();
        return switch (habits.retries().after(failuresInRow, told, remaining(), draw)) {
            case RetryRules.Decision.GiveUp(var why) ->
                    failed(DeviceResult.Cause.OUT_OF_TIME, why + "; last: " + reason);
            case RetryRules.Decision.Again(var wait) -> {
                failuresInRow++;
                retries++;
                habits.time().sleep(wait);
                yield null;
            }
        };
    }

    private DeviceResult failed(DeviceResult.Cause cause, String reason) {
        return new DeviceResult.Failed(device.registrationId(), cause, reason, retries);
    }

    private Duration elapsed() {
        return Duration.ofNanos(habits.time().nanoTime() - start);
    }

    private Duration remaining() {
        return habits.retries().patience().minus(elapsed());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

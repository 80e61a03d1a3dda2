package berth.cli.fleet;

import berth.cli.fleet.client.Phase;
import berth.cli.fleet.stream.Traffic;
import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// One device on its way from its first request to its final answer. For one thread.
///
/// A request without an answer is sent again: to register, because joining the running operation is
/// the service's business, or to poll, because an operation ID once given is a promise. So an
/// operation that the service has forgotten makes the device fail, and is not papered over.
final class DeviceRun {
    private final SimulatedDevice device;
    private final DeviceCalls calls;
    private final DeviceHabits habits;
    private final DeviceListener listener;
    private final Traffic traffic;
    private final long start;
    private @Nullable String operationId;
    private int waits;
    private int failuresInRow;
    private int retries;

    DeviceRun(
            SimulatedDevice device,
            DeviceCalls calls,
            DeviceHabits habits,
            DeviceListener listener,
            Traffic traffic) {
        this.device = device;
        this.calls = calls;
        this.habits = habits;
        this.listener = listener;
        this.traffic = traffic;
        this.start = habits.time().nanoTime();
    }

    DeviceResult result() throws InterruptedException {
        while (remaining().isPositive()) {
            var result =
                    switch (ask()) {
                        case DeviceAnswer.Assigned assigned -> assigned(assigned);
                        case DeviceAnswer.Refused(var reason) ->
                                failed(DeviceResult.Cause.REFUSED, reason);
                        case DeviceAnswer.Assigning(var operation, var hint) ->
                                assigning(operation, hint);
                        case DeviceAnswer.NotNow notNow -> notNow(notNow);
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

    /// A device with a TPM is done when its TPM holds the key for the hub.
    private DeviceResult assigned(DeviceAnswer.Assigned answer) {
        if (device.credential() instanceof DeviceCredential.Tpm(var chip)) {
            var problem = imported(chip, answer.hubKey());
            if (problem.isPresent()) {
                return failed(DeviceResult.Cause.REFUSED, problem.get());
            }
        }
        return new DeviceResult.Assigned(
                device.registrationId(),
                answer.hub(),
                answer.deviceId(),
                elapsed(),
                retries,
                traffic.soFar());
    }

    private static Optional<String> imported(TpmChip chip, @Nullable String hubKey) {
        if (hubKey == null) {
            return Optional.of("assigned without a key for its TPM");
        }
        try {
            return chip.importKey(ByteString.ofBase64(hubKey))
                    .map(why -> "its TPM does not take the hub's key: " + why);
        } catch (IllegalArgumentException _) {
            return Optional.of("the key for its TPM is not base64");
        }
    }

    private @Nullable DeviceResult assigning(String operation, @Nullable String hint)
            throws InterruptedException {
        failuresInRow = 0;
        if (operationId == null) {
            operationId = operation;
            listener.acknowledged(device);
        }
        var pause = device.client().polls().pause(hint, waits, habits.random().nextDouble());
        if (pause.isEmpty()) {
            return failed(
                    DeviceResult.Cause.REFUSED,
                    "its client cannot read the hint '%s'".formatted(hint));
        }
        waits++;
        habits.time().sleep(min(pause.get(), remaining()));
        return null;
    }

    /// @return null to go on
    private @Nullable DeviceResult notNow(DeviceAnswer.NotNow answer) throws InterruptedException {
        var phase = operationId == null ? Phase.REGISTER : Phase.POLL;
        boolean again =
                answer.status() == 0
                        || device.client()
                                .trouble()
                                .again(device.transport(), phase, answer.status());
        if (!again) {
            return failed(
                    DeviceResult.Cause.REFUSED,
                    answer.reason() + ", upon which its client does not ask again");
        }
        var draw = habits.random().nextDouble();
        return switch (habits.retries().after(failuresInRow, answer.told(), remaining(), draw)) {
            case RetryRules.Decision.GiveUp(var why) ->
                    failed(DeviceResult.Cause.OUT_OF_TIME, why + "; last: " + answer.reason());
            case RetryRules.Decision.Again(var wait) -> {
                failuresInRow++;
                retries++;
                habits.time().sleep(wait);
                yield null;
            }
        };
    }

    private DeviceResult failed(DeviceResult.Cause cause, String reason) {
        return new DeviceResult.Failed(
                device.registrationId(), cause, reason, retries, traffic.soFar());
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

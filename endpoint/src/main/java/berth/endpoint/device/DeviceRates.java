package berth.endpoint.device;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.resilience.KeyedBuckets;
import berth.core.resilience.TokenBucket.Rate;
import berth.endpoint.device.DeviceConnections.Device;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/// Who has asked too often. Looks into memory only. Tokens are taken when an answer is known: what
/// a stranger asks in a device's name counts as failures, never against the device's own quota.
///
/// The node counts for itself; with several nodes a device may ask each of them that often.
final class DeviceRates {
    private static final int DEVICES_MAX = 200_000;
    private static final int ADDRESSES_MAX = 65_536;
    private static final int SCOPES_MAX = 10_000;

    private final DeviceLimits limits;
    private final ToIntFunction<IdScope> running;
    private final KeyedBuckets<IdScope> scopes;
    private final KeyedBuckets<Device> registering;
    private final KeyedBuckets<Device> polling;
    private final KeyedBuckets<String> failingAddresses;
    private final KeyedBuckets<Device> failingDevices;

    /// @param running how many operations of a scope run, about
    DeviceRates(DeviceLimits limits, ToIntFunction<IdScope> running, LongSupplier monotonicNanos) {
        this.limits = limits;
        this.running = running;
        this.scopes = buckets(limits.registrationsPerScope(), SCOPES_MAX, monotonicNanos);
        this.registering = buckets(limits.registrationsPerDevice(), DEVICES_MAX, monotonicNanos);
        this.polling = buckets(limits.pollsPerDevice(), DEVICES_MAX, monotonicNanos);
        this.failingAddresses = buckets(limits.failuresPerAddress(), ADDRESSES_MAX, monotonicNanos);
        this.failingDevices = buckets(limits.failuresPerDevice(), DEVICES_MAX, monotonicNanos);
    }

    private static <K> KeyedBuckets<K> buckets(Rate rate, int namesMax, LongSupplier nanos) {
        return new KeyedBuckets<>(rate, namesMax, nanos);
    }

    /// The refusal of one who has to wait, or empty.
    Optional<Refusal> refusal(DeviceAct act, DeviceAddress address, String source) {
        var device = device(address);
        var wait = failingAddresses.wait(source);
        if (wait.isPresent()) {
            return tooMany("failed authentications from the address", wait.get());
        }
        wait = failingDevices.wait(device);
        if (wait.isPresent()) {
            return tooMany("failed authentications as this registration", wait.get());
        }
        return switch (act) {
            case CONNECT -> Optional.empty();
            case POLL, LOOKUP ->
                    polling.wait(device).flatMap(time -> tooMany("polls of the device", time));
            case REGISTER -> registration(device);
        };
    }

    private Optional<Refusal> registration(Device device) {
        if (running.applyAsInt(device.scope()) >= limits.runningPerScopeMax()) {
            return tooMany("operations of the scope that run", Duration.ZERO);
        }
        return registering
                .wait(device)
                .flatMap(time -> tooMany("registrations of the device", time))
                .or(
                        () ->
                                scopes.wait(device.scope())
                                        .flatMap(
                                                time ->
                                                        tooMany(
                                                                "registrations of the scope",
                                                                time)));
    }

    /// Something was answered that is not a refusal of the credential.
    void answered(DeviceAct act, DeviceAddress address) {
        switch (act) {
            case CONNECT -> {} // the requests that follow count
            case POLL, LOOKUP -> polling.take(device(address));
            case REGISTER -> {
                registering.take(device(address));
                scopes.take(address.scope());
            }
        }
    }

    /// The credential was refused.
    void failed(DeviceAddress address, String source) {
        failingAddresses.take(source);
        failingDevices.take(device(address));
    }

    private static Optional<Refusal> tooMany(String what, Duration wait) {
        return Optional.of(
                Refusal.of(
                        ServiceError.THROTTLED,
                        "too many %s, good again in %d ms".formatted(what, wait.toMillis())));
    }

    private static Device device(DeviceAddress address) {
        return new Device(address.scope(), address.registrationId());
    }
}

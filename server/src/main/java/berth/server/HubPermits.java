package berth.server;

import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Lets only so many orders at once wait for the same remote hub: a hub that is slow must not take
/// the places of devices that go to others. Who finds no place comes again soon; that uses up no
/// attempt.
///
/// Source: reliability, section 3.4 (permits per hub).
final class HubPermits implements HubDirectory {
    private static final Duration SOON = Duration.ofMillis(500);

    private final HubDirectory hubs;
    private final int perHub;
    private final ConcurrentMap<HubHostName, Semaphore> places = new ConcurrentHashMap<>();

    HubPermits(HubDirectory hubs, int perHub) {
        this.hubs = hubs;
        this.perHub = perHub;
    }

    @Override
    public HubRegistry registry(LinkedHub hub) {
        var registry = hubs.registry(hub);
        return switch (hub.link()) {
            case HubLink.Embedded() -> registry;
            case HubLink.Azure _ ->
                    new Permitted(
                            registry,
                            hub.hostName(),
                            places.computeIfAbsent(hub.hostName(), _ -> new Semaphore(perHub)));
        };
    }

    private record Permitted(HubRegistry registry, HubHostName name, Semaphore places)
            implements HubRegistry {
        @Override
        public HubAnswer provision(DeviceOrder order) {
            return permitted(() -> registry.provision(order));
        }

        @Override
        public HubAnswer remove(DeviceRemoval removal) {
            return permitted(() -> registry.remove(removal));
        }

        @Override
        public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
            return permitted(() -> registry.setEnabled(deviceId, marker, enabled));
        }

        @Override
        public Optional<DeviceIdentity> find(DeviceId deviceId) {
            return registry.find(deviceId);
        }

        @Override
        public Optional<DeviceTwin> twin(DeviceId deviceId) {
            return registry.twin(deviceId);
        }

        private HubAnswer permitted(Supplier<HubAnswer> call) {
            if (!places.tryAcquire()) {
                return new HubAnswer.Unknown("hub %s has enough to do".formatted(name), true, SOON);
            }
            try {
                return call.get();
            } finally {
                places.release();
            }
        }
    }
}

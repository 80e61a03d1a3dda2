package berth.core.registration.simulation;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;

import java.util.Optional;

/// What hubs answer that will not.
final class HubRefusals {
    private HubRefusals() {}

    static Optional<HubAnswer> toProvision(ModelHub hub) {
        if (hub.barred) {
            return Optional.of(
                    new HubAnswer.Elsewhere(
                            Refusal.of(ServiceError.HUB_UNAUTHORIZED, hub.name() + " bars us")));
        }
        return hub.refusing ? Optional.of(forGood(hub)) : Optional.empty();
    }

    static HubAnswer full(ModelHub hub) {
        return new HubAnswer.Elsewhere(
                Refusal.of(ServiceError.QUOTA_EXCEEDED, hub.name() + " is full"));
    }

    static HubAnswer forGood(ModelHub hub) {
        return new HubAnswer.Refused(
                Refusal.of(ServiceError.INVALID_ARGUMENT, hub.name() + " refuses"));
    }
}

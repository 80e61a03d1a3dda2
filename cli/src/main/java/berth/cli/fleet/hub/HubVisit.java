package berth.cli.fleet.hub;

import berth.cli.fleet.client.Transport;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How one device fared at its hub.
///
/// @param role in the operator's word; `-` where the device was not given one
/// @param steps those that came to something; after a failed one there are no more
/// @param elapsed from opening the connection to the end of the last step
public record HubVisit(
        String registrationId,
        String role,
        Transport transport,
        Map<HubStep, StepResult> steps,
        Duration elapsed) {
    public HubVisit {
        steps = Map.copyOf(steps);
    }

    public boolean complete() {
        return failure().isEmpty();
    }

    /// Which step failed and why, if one did.
    public Optional<String> failure() {
        for (var step : HubStep.values()) {
            if (steps.get(step) instanceof StepResult.Failed(var reason)) {
                return Optional.of(step.word() + ": " + reason);
            }
        }
        return Optional.empty();
    }
}

package berth.testkit.history;

import berth.core.registration.RegistrationStatus;
import berth.testkit.history.FinalState.EndIdentity;
import berth.testkit.history.FinalState.EndRegistration;

import java.util.List;

/// I4: at rest a registration has one identity over all hubs of its scope; another one only while
/// an open work item looks after it.
final class OneIdentity {
    private OneIdentity() {}

    static void check(Recorded recorded, Findings findings) {
        for (var registration : recorded.end().registrations()) {
            var spare =
                    identities(registration, recorded).stream()
                            .map(EndIdentity::place)
                            .filter(place -> !isHome(registration, place))
                            .filter(place -> !recorded.lookedAfter(place))
                            .sorted()
                            .toList();
            // Who is not assigned may have one left over from what it was before.
            int allowed = registration.status() == RegistrationStatus.ASSIGNED ? 0 : 1;
            boolean hasHome =
                    identities(registration, recorded).stream()
                            .anyMatch(identity -> isHome(registration, identity.place()));
            if (spare.size() > (hasHome ? 0 : allowed)) {
                findings.add(registration.key(), "nobody looks after " + spare);
            }
        }
    }

    private static boolean isHome(EndRegistration registration, String place) {
        return place.equals(registration.hub() + "/" + registration.deviceId());
    }

    private static List<EndIdentity> identities(EndRegistration registration, Recorded recorded) {
        return recorded.end().identities().stream()
                .filter(identity -> belongs(identity, registration, recorded))
                .toList();
    }

    /// By the operation in the marker; the home also without one.
    private static boolean belongs(
            EndIdentity identity, EndRegistration registration, Recorded recorded) {
        return isHome(registration, identity.place())
                || identity.writer()
                        .flatMap(marker -> recorded.operation(marker.operation().value()))
                        .filter(operation -> operation.key().equals(registration.key()))
                        .isPresent();
    }
}

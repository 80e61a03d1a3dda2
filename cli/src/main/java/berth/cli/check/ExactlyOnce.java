package berth.cli.check;

import berth.cli.allocation.DemoAllocation;
import berth.cli.check.DeviceEvidence.Identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The judgement over a fleet: every device assigned exactly once, or why not. A device is in one
/// list only, the first that applies; each line begins with its registration ID.
///
/// @param devices how many were judged
/// @param doubled those in more than one hub
/// @param lost those in no hub, or unknown to the service, or never told
/// @param misplaced those that device, hub, service or policy place differently, or cannot be used
///
///   Source: reliability, sections 1 and 6 (I3, I4).
public record ExactlyOnce(
        int devices, List<String> doubled, List<String> lost, List<String> misplaced) {
    private static final int SHOWN_MAX = 5;

    public ExactlyOnce {
        doubled = List.copyOf(doubled);
        lost = List.copyOf(lost);
        misplaced = List.copyOf(misplaced);
    }

    /// @param allocation what the policy demands
    public static ExactlyOnce judge(List<DeviceEvidence> fleet, DemoAllocation allocation) {
        var doubled = new ArrayList<String>();
        var lost = new ArrayList<String>();
        var misplaced = new ArrayList<String>();
        for (var device : fleet) {
            var id = device.registrationId() + ": ";
            if (device.identities().size() > 1) {
                doubled.add(
                        id
                                + "in "
                                + String.join(
                                        " and ",
                                        device.identities().stream().map(Identity::hub).toList()));
                continue;
            }
            var loss = loss(device);
            if (loss.isPresent()) {
                lost.add(id + loss.get());
                continue;
            }
            misplacement(device, allocation).ifPresent(why -> misplaced.add(id + why));
        }
        return new ExactlyOnce(fleet.size(), doubled, lost, misplaced);
    }

    private static Optional<String> loss(DeviceEvidence device) {
        if (device.told() == null) {
            return Optional.of("was never told that it is assigned");
        }
        if (device.identities().isEmpty()) {
            return Optional.of("is in no hub, but was told " + device.told().hub());
        }
        return device.recorded() == null
                ? Optional.of("has no registration that is assigned")
                : Optional.empty();
    }

    /// For a device that is in one hub, was told and is recorded.
    private static Optional<String> misplacement(DeviceEvidence device, DemoAllocation allocation) {
        var told = device.told();
        var identity = device.identities().getFirst();
        if (told == null || !identity.hub().equals(told.hub())) {
            return Optional.of("is in %s, but was told %s".formatted(identity.hub(), told));
        }
        if (!told.equals(device.recorded())) {
            return Optional.of(
                    "was told %s, but %s is recorded".formatted(told, device.recorded()));
        }
        if (!identity.enabled() || !identity.twin()) {
            return Optional.of("has no usable identity and twin in " + identity.hub());
        }
        var wanted = allocation.hub(device.registrationId());
        if (wanted.isPresent() && !wanted.get().equals(told.hub())) {
            return Optional.of(
                    "is in %s, but its policy wants %s".formatted(told.hub(), wanted.get()));
        }
        var site = allocation.siteTag(device.registrationId());
        return site.isPresent() && !site.get().equals(identity.site())
                ? Optional.of("lacks the tag site = %s in its twin".formatted(site.get()))
                : Optional.empty();
    }

    /// How many were assigned exactly once.
    public int assigned() {
        return devices - doubled.size() - lost.size() - misplaced.size();
    }

    public boolean holds() {
        return assigned() == devices;
    }

    /// The verdict for a person, with the first of each kind of trouble.
    public String sentence() {
        if (holds()) {
            return "The hubs hold all %d identities and twins, each in one hub, and the service's"
                            .formatted(devices)
                    + " registrations say the same (asked over their REST APIs).\n";
        }
        var text =
                new StringBuilder(
                        "%d of %d devices are not where they should be:%n"
                                .formatted(devices - assigned(), devices));
        for (var kind : List.of(doubled, lost, misplaced)) {
            kind.stream()
                    .limit(SHOWN_MAX)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }
}

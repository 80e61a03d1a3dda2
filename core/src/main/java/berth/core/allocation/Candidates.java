package berth.core.allocation;

import berth.core.allocation.Allocator.Choice.Chosen;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The hubs a decision is among, in the light of what is known of them.
///
/// A hub that drains is left out while another one is allowed, even if that one is in trouble:
/// draining is the operator's word, trouble passes. An unwell hub takes no new device while there
/// is a well one. It moves no device either: neither those that are on it, whose twins only it
/// could hand over, nor those that would go to it, which would move a second time when it is well.
///
/// @param considered not empty
/// @param well those of them that are not unwell
/// @param current the one of them where the device is assigned now; null if it is none of them
/// @param drained allowed but left out
record Candidates(
        List<LinkedHub> considered,
        List<LinkedHub> well,
        @Nullable LinkedHub current,
        List<LinkedHub> drained) {
    private static final int NAMED_MAX = 3;

    /// All that are allowed, whatever is known of them.
    static Candidates all(List<LinkedHub> allowed, @Nullable HubHostName currentHub) {
        return new Candidates(allowed, allowed, current(allowed, currentHub), List.of());
    }

    static Candidates avoidingTrouble(
            List<LinkedHub> allowed, @Nullable HubHostName currentHub, HubConditions conditions) {
        var lasting = filtered(allowed, hub -> !hub.draining());
        var considered = lasting.isEmpty() ? allowed : lasting;
        return new Candidates(
                considered,
                filtered(considered, hub -> !conditions.isUnwell(hub)),
                current(considered, currentHub),
                lasting.isEmpty() ? List.of() : filtered(allowed, LinkedHub::draining));
    }

    private static @Nullable LinkedHub current(
            List<LinkedHub> hubs, @Nullable HubHostName currentHub) {
        return hubs.stream()
                .filter(hub -> hub.hostName().equals(currentHub))
                .findFirst()
                .orElse(null);
    }

    /// What the operator's function may choose from: as everywhere, but it must be able to leave
    /// the device where it is.
    List<LinkedHub> forFunction() {
        var offered = filtered(considered, hub -> well.contains(hub) || hub.equals(current));
        return offered.isEmpty() ? considered : offered;
    }

    /// The choice of `policy`, corrected for hubs in trouble.
    ///
    /// @param policy chooses one of the hubs it is given, of which there is always one
    Chosen settle(Function<List<LinkedHub>, Chosen> policy) {
        var wanted = policy.apply(considered);
        if (well.contains(wanted.hub())) {
            return wanted.adding(leftOut(List.of()));
        }
        if (wanted.hub().equals(current)) {
            return wanted.adding("; unwell, but the device is there already" + leftOut(List.of()));
        }
        if (current != null) {
            return new Chosen(
                    current,
                    "stays where it is: %s, where it would go, is unwell"
                            .formatted(wanted.hub().hostName()));
        }
        if (well.isEmpty()) {
            return wanted.adding("; every candidate is unwell" + leftOut(List.of()));
        }
        return policy.apply(well).adding(leftOut(filtered(considered, hub -> !well.contains(hub))));
    }

    private String leftOut(List<LinkedHub> unwell) {
        var parts = new ArrayList<String>();
        if (!drained.isEmpty()) {
            parts.add(names(drained) + " draining");
        }
        if (!unwell.isEmpty()) {
            parts.add(names(unwell) + " unwell");
        }
        return parts.isEmpty() ? "" : "; left out: " + String.join(", ", parts);
    }

    private static String names(List<LinkedHub> hubs) {
        var names =
                hubs.stream()
                        .limit(NAMED_MAX)
                        .map(hub -> hub.hostName().value())
                        .collect(Collectors.joining(" and "));
        return hubs.size() > NAMED_MAX
                ? names + " and %d more".formatted(hubs.size() - NAMED_MAX)
                : names;
    }

    private static List<LinkedHub> filtered(List<LinkedHub> hubs, Predicate<LinkedHub> wanted) {
        return hubs.stream().filter(wanted).toList();
    }
}

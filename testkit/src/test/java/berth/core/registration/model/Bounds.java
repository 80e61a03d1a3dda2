package berth.core.registration.model;

import berth.core.id.HubHostName;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How much may happen on one path.
///
/// @param choices for each request of the device, the hubs its enrollment allows at that time
/// @param wishesMax how many of `wishes` may happen
/// @param faultsMax how many faults of the kinds in `faults` may happen
/// @param off rules that do not hold
record Bounds(
        List<List<HubHostName>> choices,
        Set<Wish> wishes,
        int wishesMax,
        Set<Fault> faults,
        int faultsMax,
        Set<Rule> off) {

    static Bounds of(List<HubHostName> first, List<HubHostName> second) {
        return new Bounds(
                List.of(first, second),
                EnumSet.noneOf(Wish.class),
                0,
                EnumSet.noneOf(Fault.class),
                0,
                EnumSet.noneOf(Rule.class));
    }

    static Bounds of(List<HubHostName> only) {
        return new Bounds(
                List.of(only),
                EnumSet.noneOf(Wish.class),
                0,
                EnumSet.noneOf(Fault.class),
                0,
                EnumSet.noneOf(Rule.class));
    }

    Bounds wishes(int max, Wish first, Wish... rest) {
        return new Bounds(choices, EnumSet.of(first, rest), max, faults, faultsMax, off);
    }

    Bounds faults(int max, Fault first, Fault... rest) {
        return new Bounds(choices, wishes, wishesMax, EnumSet.of(first, rest), max, off);
    }

    Bounds without(Rule rule) {
        return new Bounds(choices, wishes, wishesMax, faults, faultsMax, EnumSet.of(rule));
    }

    boolean keeps(Rule rule) {
        return !off.contains(rule);
    }
}

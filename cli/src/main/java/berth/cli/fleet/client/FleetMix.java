package berth.cli.fleet.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The kinds of device in a fleet, over which its devices are spread in turn.
///
/// @param client whose habits all have
/// @param kinds at least one
public record FleetMix(StockClient client, List<Kind> kinds) {
    public FleetMix {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a fleet of no kind of device");
        }
    }

    public record Kind(Transport transport, Mechanism mechanism) {}

    /// Everything that a client can do.
    public static FleetMix all(StockClient client) {
        return choose(client, Set.of(), Set.of());
    }

    /// All pairs of what was asked for that this client can do.
    ///
    /// @param transports none for all there are
    /// @param mechanisms none for all there are
    /// @throws IllegalArgumentException when something was named that is in no possible pair; says
    ///   what is possible
    public static FleetMix choose(
            StockClient client, Set<Transport> transports, Set<Mechanism> mechanisms) {
        var kinds = new ArrayList<Kind>();
        for (var transport : or(transports, EnumSet.allOf(Transport.class))) {
            for (var mechanism : or(mechanisms, EnumSet.allOf(Mechanism.class))) {
                if (client.speaks(transport, mechanism)) {
                    kinds.add(new Kind(transport, mechanism));
                }
            }
        }
        for (var transport : transports) {
            if (kinds.stream().noneMatch(kind -> kind.transport() == transport)) {
                throw impossible(client, transport.word(), mechanisms);
            }
        }
        for (var mechanism : mechanisms) {
            if (kinds.stream().noneMatch(kind -> kind.mechanism() == mechanism)) {
                throw impossible(client, mechanism.word(), mechanisms);
            }
        }
        return new FleetMix(client, kinds);
    }

    private static <T> Collection<T> or(Set<T> asked, Collection<T> all) {
        return asked.isEmpty() ? all : asked;
    }

    private static IllegalArgumentException impossible(
            StockClient client, String what, Set<Mechanism> mechanisms) {
        var with =
                mechanisms.isEmpty()
                        ? ""
                        : " with "
                                + mechanisms.stream()
                                        .map(Mechanism::word)
                                        .sorted()
                                        .collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                "the client '%s' has no %s%s; it has %s"
                        .formatted(client.word(), what, with, possible(client)));
    }

    /// `symmetric-key over https, mqtt; tpm over https`
    private static String possible(StockClient client) {
        var parts = new ArrayList<String>();
        for (var mechanism : Mechanism.values()) {
            var over =
                    EnumSet.allOf(Transport.class).stream()
                            .filter(transport -> client.speaks(transport, mechanism))
                            .map(Transport::word)
                            .collect(Collectors.joining(", "));
            if (!over.isEmpty()) {
                parts.add(mechanism.word() + " over " + over);
            }
        }
        return String.join("; ", parts);
    }

    /// The kind of the n-th device, counted from 0.
    public Kind of(int index) {
        return kinds.get(index % kinds.size());
    }

    /// How many of the first `devices` prove themselves so.
    public int count(Mechanism mechanism, int devices) {
        int count = 0;
        for (int i = 0; i < devices; i++) {
            count += of(i).mechanism() == mechanism ? 1 : 0;
        }
        return count;
    }
}

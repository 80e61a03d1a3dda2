package berth.cli.allocation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where the demo's devices stand. A device carries its site in its name, the last but one part:
/// `quickstart-key-oslo-00007`.
///
/// One site belongs to the first hub and two to the second, so that placement by site is told from
/// an even spread by its shares.
public final class Sites {
    private static final List<String> ALL = List.of("oslo", "porto", "turin");
    private static final Map<String, Integer> HUB_INDEX = Map.of("oslo", 0, "porto", 1, "turin", 1);

    private Sites() {}

    /// Numbered registration IDs, over the sites in turn.
    public static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> name(prefix, i)).toList();
    }

    /// The registration ID with this number.
    public static String name(String prefix, int number) {
        return "%s-%s-%05d".formatted(prefix, ALL.get(number % ALL.size()), number);
    }

    /// The site in a registration ID, if there is one and it is known.
    public static Optional<String> of(String registrationId) {
        var parts = registrationId.split("-", -1);
        return parts.length < 2
                ? Optional.empty()
                : Optional.of(parts[parts.length - 2]).filter(ALL::contains);
    }

    /// The hub that serves a known site, whatever order the hubs are given in.
    public static String hub(String site, List<String> hubs) {
        var index = HUB_INDEX.get(site);
        if (index == null || hubs.isEmpty()) {
            throw new IllegalArgumentException("no hub for the site " + site);
        }
        return hubs.stream().sorted().toList().get(index % hubs.size());
    }
}

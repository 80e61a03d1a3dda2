package berth.cli.allocation;

import berth.cli.text.Table;

import java.util.List;
import java.util.Locale;

/// How a fleet is spread over the linked hubs; a hub that got nothing is in it as well.
///
/// @param hubs host names of all linked hubs
/// @param assigned the hub of each device that was assigned
public record Distribution(List<String> hubs, List<String> assigned) {
    public Distribution {
        hubs = List.copyOf(hubs);
        assigned = List.copyOf(assigned);
    }

    public String table() {
        var table = new Table("hub", "devices", "share");
        for (var hub : hubs) {
            long devices = assigned.stream().filter(hub::equals).count();
            table.row(hub, String.valueOf(devices), share(devices));
        }
        return table.text();
    }

    private String share(long devices) {
        return assigned.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%.1f %%", 100.0 * devices / assigned.size());
    }
}

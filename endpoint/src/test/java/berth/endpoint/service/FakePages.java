package berth.endpoint.service;

import berth.core.change.Page;

import java.util.ArrayList;
import java.util.SortedMap;

/// Pages of a sorted map.
final class FakePages {
    private FakePages() {}

    /// The rows whose keys begin with `prefix`, which the page's keys leave out.
    static <R> Page<R> page(SortedMap<String, R> rows, String prefix, Page.Request page) {
        var items = new ArrayList<R>();
        var last = "";
        for (var row : rows.tailMap(prefix + page.after() + "\0").entrySet()) {
            if (!row.getKey().startsWith(prefix)) {
                break;
            }
            if (items.size() == page.limit()) {
                return new Page<>(items, last);
            }
            items.add(row.getValue());
            last = row.getKey().substring(prefix.length());
        }
        return new Page<>(items, null);
    }
}

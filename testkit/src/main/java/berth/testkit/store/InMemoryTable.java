package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Records of one kind in the order of their keys. The stores that use it lock.
final class InMemoryTable<R> {
    private final NavigableMap<String, R> rows = new TreeMap<>();

    /// The key of a row: whose it is and its name there. No name of either holds a slash.
    static String key(Object owner, Object name) {
        return owner + "/" + name;
    }

    Optional<R> find(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    List<R> all() {
        return List.copyOf(rows.values());
    }

    List<R> of(Object owner) {
        return List.copyOf(rows.subMap(owner + "/", owner + "0").values());
    }

    void put(String key, R row) {
        rows.put(key, row);
    }

    void remove(String key) {
        rows.remove(key);
    }

    /// Removes what `due` picks, in this order, at most `limit` rows. Answers how many.
    int removeFirst(int limit, Predicate<R> due, Comparator<R> order) {
        var keys =
                rows.entrySet().stream()
                        .filter(row -> due.test(row.getValue()))
                        .sorted(Map.Entry.comparingByValue(order))
                        .limit(limit)
                        .map(Map.Entry::getKey)
                        .toList();
        keys.forEach(rows::remove);
        return keys.size();
    }

    void removeAll(Object owner) {
        rows.subMap(owner + "/", owner + "0").clear();
    }

    Page<R> page(Object owner, Page.Request request, Predicate<R> shown, Function<R, String> name) {
        var matching =
                of(owner).stream()
                        .filter(shown)
                        .filter(row -> name.apply(row).compareTo(request.after()) > 0)
                        .limit(request.limit() + 1L)
                        .toList();
        if (matching.size() <= request.limit()) {
            return new Page<>(matching, null);
        }
        var items = matching.subList(0, request.limit());
        return new Page<>(items, name.apply(items.getLast()));
    }

    /// Writes the audit entry first: if that fails, nothing has changed.
    <A> A change(String key, AuditLog audit, Function<Optional<R>, Change<R, A>> decision) {
        var before = find(key);
        var change = decision.apply(before);
        switch (change) {
            case Change.Put<R, A>(var row, _, var event) -> {
                audit.append(event);
                rows.put(key, row);
            }
            case Change.Update<R, A>(var row, _) -> {
                if (before.isEmpty()) {
                    throw new IllegalStateException("there is nothing to update");
                }
                rows.put(key, row);
            }
            case Change.Remove<R, A>(_, var event) -> {
                if (before.isEmpty()) {
                    throw new IllegalStateException("there is nothing to remove");
                }
                audit.append(event);
                rows.remove(key);
            }
            case Change.Leave<R, A> _ -> {}
        }
        return change.answer();
    }
}

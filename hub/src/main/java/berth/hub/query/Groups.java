package berth.hub.query;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.hub.query.Column.Aggregate;
import berth.hub.query.Column.Plain;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gathers documents into groups, and makes a row of each. Used by one thread.
final class Groups {
    /// Each is held in memory.
    static final int GROUPS_MAX = 10_000;

    private static final MathContext PRECISION = MathContext.DECIMAL64;

    private final List<Field> by;
    private final List<Column> columns;
    private final Map<List<Optional<JsonValue>>, Group> groups = new LinkedHashMap<>();

    Groups(List<Field> by, List<Column> columns) {
        this.by = by;
        this.columns = columns;
        if (by.isEmpty()) {
            // Everything is one group, even nothing.
            groups.put(List.of(), new Group(new JsonObject(Map.of())));
        }
    }

    /// Whether there was room for the document's group.
    boolean add(JsonObject document) {
        var key = by.stream().map(field -> key(field.in(document))).toList();
        var group = groups.get(key);
        if (group == null) {
            if (groups.size() == GROUPS_MAX) {
                return false;
            }
            group = new Group(document);
            groups.put(key, group);
        }
        group.add(document);
        return true;
    }

    /// In the order in which the groups were first met.
    List<JsonObject> rows() {
        return groups.values().stream().map(Group::row).toList();
    }

    /// 1 and 1.0 are the same.
    private static Optional<JsonValue> key(@Nullable JsonValue value) {
        return value instanceof JsonNumber(var number)
                ? Optional.of(new JsonNumber(number.stripTrailingZeros()))
                : Optional.ofNullable(value);
    }

    /// One group: what its first document tells about all, and a tally for each column.
    private final class Group {
        private final JsonObject first;
        private final List<Tally> tallies = new ArrayList<>();

        Group(JsonObject first) {
            this.first = first;
            columns.forEach(_ -> tallies.add(new Tally()));
        }

        void add(JsonObject document) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).value() instanceof Aggregate(_, var field)) {
                    tallies.get(i).add(field == null ? null : field.in(document));
                }
            }
        }

        JsonObject row() {
            var members = new LinkedHashMap<String, JsonValue>();
            for (int i = 0; i < columns.size(); i++) {
                var column = columns.get(i);
                var value =
                        switch (column.value()) {
                            case Plain(var field) -> field.in(first);
                            case Aggregate(var function, _) -> tallies.get(i).value(function);
                        };
                if (value != null) {
                    members.put(column.name(), value);
                }
            }
            return new JsonObject(members);
        }
    }

    /// What one aggregate has seen.
    private static final class Tally {
        private long documents;
        private long numbers;
        private BigDecimal sum = BigDecimal.ZERO;
        private @Nullable BigDecimal min;
        private @Nullable BigDecimal max;

        void add(@Nullable JsonValue value) {
            documents++;
            if (value instanceof JsonNumber(var number)) {
                numbers++;
                sum = sum.add(number, MathContext.DECIMAL128);
                min = min == null ? number : min.min(number);
                max = max == null ? number : max.max(number);
            }
        }

        /// Null where there was nothing to say it about.
        @Nullable JsonValue value(Column.Function function) {
            return switch (function) {
                case COUNT -> JsonNumber.of(documents);
                case SUM -> new JsonNumber(sum);
                case AVG ->
                        numbers == 0
                                ? null
                                : new JsonNumber(
                                        sum.divide(BigDecimal.valueOf(numbers), PRECISION));
                case MIN -> number(min);
                case MAX -> number(max);
            };
        }

        private static @Nullable JsonValue number(@Nullable BigDecimal value) {
            return value == null ? null : new JsonNumber(value);
        }
    }
}

package berth.net.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Header fields in order. Names are compared without case and kept as spelled.
public record HttpHeaders(List<Field> fields) {
    public static final HttpHeaders NONE = new HttpHeaders(List.of());

    /// One field.
    public record Field(String name, String value) {}

    public HttpHeaders {
        fields = List.copyOf(fields);
    }

    /// The first field of this name.
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    public HttpHeaders with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new HttpHeaders(more);
    }
}

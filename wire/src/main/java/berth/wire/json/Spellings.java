package berth.wire.json;

import berth.core.json.JsonObject;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words of a closed set as the wire spells them: written exactly so, read without case.
///
/// @param <E> the set
final class Spellings<E extends Enum<E>> {
    private final List<E> values;
    private final Function<E, String> spelling;

    Spellings(Class<E> type, Function<E, String> spelling) {
        this.values = List.of(type.getEnumConstants());
        this.spelling = spelling;
    }

    String write(E value) {
        return spelling.apply(value);
    }

    /// Reads the member called `name`.
    Optional<E> read(JsonObject object, String name) throws BadDocument {
        var word = JsonFields.optionalText(object, name);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        var value = of(word.get());
        if (value.isPresent()) {
            return value;
        }
        throw new BadDocument(
                name,
                "must be one of "
                        + values.stream().map(spelling).collect(Collectors.joining(", ")));
    }

    /// The value that `word` spells.
    Optional<E> of(String word) {
        return values.stream()
                .filter(value -> spelling.apply(value).equalsIgnoreCase(word))
                .findFirst();
    }
}

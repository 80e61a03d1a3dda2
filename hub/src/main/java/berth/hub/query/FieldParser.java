package berth.hub.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads fields: `status`, `devices.deviceId`, `tags.location['room 7']`, `tags.[[room 7]]`.
///
/// The hub's own names are taken in any case, those of tags and properties exactly as they are. A
/// name at the top that no twin has is refused: most of the time `tags.` was forgotten.
record FieldParser(Tokens tokens) {
    /// In the spelling of twin documents.
    private static final Map<String, String> OWN =
            own(
                    "deviceId",
                    "moduleId",
                    "etag",
                    "deviceEtag",
                    "status",
                    "statusReason",
                    "statusUpdateTime",
                    "connectionState",
                    "connectionStateUpdatedTime",
                    "lastActivityTime",
                    "cloudToDeviceMessageCount",
                    "authenticationType",
                    "x509Thumbprint",
                    "modelId",
                    "version",
                    "capabilities",
                    "deviceScope",
                    "parentScopes",
                    "tags",
                    "properties");

    private static final Map<String, Map<String, String>> BELOW =
            Map.of(
                    "x509Thumbprint", own("primaryThumbprint", "secondaryThumbprint"),
                    "capabilities", own("iotEdge"),
                    "properties", own("desired", "reported"));

    private static final Set<String> OPEN = Set.of("tags", "properties");

    private static Map<String, String> own(String... names) {
        return Stream.of(names)
                .collect(Collectors.toUnmodifiableMap(FieldParser::folded, Function.identity()));
    }

    Field field() throws BadQuery {
        if (!(tokens.peek() instanceof Token.Word(var first, var at)) || tokens.isReserved()) {
            throw tokens.expected("a field");
        }
        tokens.take();
        var path = new ArrayList<String>();
        path.add(first);
        while (tokens.isSign(".") || tokens.isSign("[")) {
            path.add(step());
        }
        return new Field(spelled(withoutSource(path), at));
    }

    private String step() throws BadQuery {
        if (tokens.tookSign("[")) {
            if (!(tokens.peek() instanceof Token.Text(var name, _))) {
                throw tokens.expected("a name in quotes (arrays have no places here)");
            }
            tokens.take();
            tokens.needSign("]");
            return name;
        }
        tokens.needSign(".");
        return switch (tokens.peek()) {
            case Token.Word(var name, _) -> taken(name);
            case Token.Escaped(var name, _) -> taken(name);
            case Token.Text _, Token.Digits _, Token.Sign _, Token.End _ ->
                    throw tokens.expected("a name");
        };
    }

    private String taken(String name) {
        tokens.take();
        return name;
    }

    /// Fields may begin with the collection they belong to.
    private static List<String> withoutSource(List<String> path) {
        boolean named = path.size() > 1 && path.getFirst().equalsIgnoreCase("devices");
        boolean twice = named && path.size() > 2 && path.get(1).equalsIgnoreCase("modules");
        return path.subList(twice ? 2 : named ? 1 : 0, path.size());
    }

    private static List<String> spelled(List<String> path, int at) throws BadQuery {
        var first = OWN.get(folded(path.getFirst()));
        if (first == null) {
            throw new BadQuery(
                    "twins have no field %s (a tag is written tags.name, a property"
                                    .formatted(new Token.Word(path.getFirst(), at).words())
                            + " properties.reported.name)",
                    at);
        }
        var spelled = new ArrayList<>(path);
        spelled.set(0, first);
        if (path.size() == 1 || first.equals("tags")) {
            return spelled;
        }
        var second = BELOW.getOrDefault(first, Map.of()).get(folded(path.get(1)));
        if (second == null || (path.size() > 2 && !OPEN.contains(first))) {
            throw new BadQuery(
                    "%s has no field %s"
                            .formatted(first, new Token.Word(path.getLast(), at).words()),
                    at);
        }
        spelled.set(1, second);
        return spelled;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

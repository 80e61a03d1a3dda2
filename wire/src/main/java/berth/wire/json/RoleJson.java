package berth.wire.json;

import berth.core.hub.role.KeyPattern;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A role, a document of ours:
///
/// ```text
/// {"name":"pump","permissions":["telemetry.send","commands.receive"],
///  "desired":["config*"],"reported":["state","firmware*"],"builtIn":false}
/// ```
public final class RoleJson {
    private static final Set<String> MEMBERS =
            Set.of("name", "permissions", "desired", "reported", "builtIn");

    private RoleJson() {}

    public static JsonObject write(Role role, boolean builtIn) {
        var described = role.describe();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("name", new JsonString(role.name().value()));
        for (var name : List.of("permissions", "desired", "reported")) {
            members.put(name, described.member(name).orElseGet(() -> new JsonArray(List.of())));
        }
        members.put("builtIn", JsonBoolean.of(builtIn));
        return new JsonObject(members);
    }

    /// Reads the body of a PUT. What is not mentioned is not allowed; `builtIn` is ours to say.
    ///
    /// @param name from the path; the body may repeat it
    public static Role read(RoleName name, JsonObject body) throws BadDocument {
        JsonFields.only(body, MEMBERS);
        var repeated = JsonFields.optionalText(body, "name");
        if (repeated.isPresent() && !repeated.get().equals(name.value())) {
            throw new BadDocument("name", "must be the name of the path");
        }
        return new Role(
                name, permissions(body), patterns(body, "desired"), patterns(body, "reported"));
    }

    private static Set<Permission> permissions(JsonObject body) throws BadDocument {
        var permissions = EnumSet.noneOf(Permission.class);
        for (var text : JsonFields.optionalTexts(body, "permissions").orElse(List.of())) {
            var permission = Permission.of(text);
            if (permission.isEmpty()) {
                throw new BadDocument("permissions", "must be among " + known());
            }
            permissions.add(permission.get());
        }
        return permissions;
    }

    private static String known() {
        return Stream.of(Permission.values())
                .map(Permission::spelling)
                .collect(Collectors.joining(", "));
    }

    private static List<KeyPattern> patterns(JsonObject body, String name) throws BadDocument {
        var texts = JsonFields.optionalTexts(body, name).orElse(List.of());
        if (texts.size() > Role.PATTERNS_MAX) {
            throw new BadDocument(
                    name, "must have at most %d patterns".formatted(Role.PATTERNS_MAX));
        }
        var patterns = new ArrayList<KeyPattern>();
        for (var text : texts) {
            try {
                patterns.add(new KeyPattern(text));
            } catch (IllegalArgumentException e) {
                throw new BadDocument(
                        "%s[%d]".formatted(name, patterns.size()),
                        "must be a pattern: " + e.getMessage());
            }
        }
        return patterns;
    }
}

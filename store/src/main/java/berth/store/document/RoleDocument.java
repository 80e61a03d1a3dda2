package berth.store.document;

import berth.core.hub.role.KeyPattern;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.util.EnumSet;
import java.util.List;

/// A role of a hub's own.
public final class RoleDocument {
    private RoleDocument() {}

    public static JsonObject of(Role role) {
        return new Members()
                .put("permissions", role.permissions().stream().map(Enum::name).sorted().toList())
                .put("desired", role.desired().stream().map(KeyPattern::text).toList())
                .put("reported", role.reported().stream().map(KeyPattern::text).toList())
                .object();
    }

    public static Role role(RoleName name, JsonObject document) throws BadDocument {
        var permissions = EnumSet.noneOf(Permission.class);
        for (var permission : texts(document, "permissions")) {
            permissions.add(Members.constant(Permission.class, permission));
        }
        return new Role(
                name, permissions, patterns(document, "desired"), patterns(document, "reported"));
    }

    private static List<KeyPattern> patterns(JsonObject document, String name) throws BadDocument {
        return texts(document, name).stream().map(KeyPattern::new).toList();
    }

    private static List<String> texts(JsonObject document, String name) throws BadDocument {
        return JsonFields.optionalTexts(document, name)
                .orElseThrow(() -> new BadDocument(name, "is missing"));
    }
}

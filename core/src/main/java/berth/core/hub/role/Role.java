package berth.core.hub.role;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a device may do at its hub, whatever protocol it speaks.
///
/// @param desired the desired properties it may be sent, besides [#PERMISSIONS_KEY]
/// @param reported the reported properties it may write
public record Role(
        RoleName name,
        Set<Permission> permissions,
        List<KeyPattern> desired,
        List<KeyPattern> reported) {
    /// The twin tag that names a device's role.
    public static final String TAG = "deviceRole";

    /// The desired property in which the hub tells a device what its role allows. The hub's own:
    /// nobody else writes it, and every device may read it.
    public static final String PERMISSIONS_KEY = "rolePermissions";

    public static final int PATTERNS_MAX = 64;

    public Role {
        permissions = Set.copyOf(permissions);
        desired = List.copyOf(desired);
        reported = List.copyOf(reported);
        if (desired.size() > PATTERNS_MAX || reported.size() > PATTERNS_MAX) {
            throw new IllegalArgumentException(
                    "a role has at most " + PATTERNS_MAX + " patterns of each kind");
        }
    }

    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }

    public boolean mayReceive(String desiredKey) {
        return desiredKey.equals(PERMISSIONS_KEY) || matches(desired, desiredKey);
    }

    public boolean mayReport(String reportedKey) {
        return matches(reported, reportedKey);
    }

    /// The first property of `patch` that may not be reported. Words of the hub's own (`$version`
    /// and the like) are not judged here.
    public Optional<String> firstNotReportable(JsonObject patch) {
        return patch.members().keySet().stream()
                .filter(key -> !key.startsWith("$") && !mayReport(key))
                .findFirst();
    }

    /// The first property of `patch` that a device of this role may not be sent.
    public Optional<String> firstNotReceivable(JsonObject patch) {
        return patch.members().keySet().stream()
                .filter(key -> !key.startsWith("$") && !mayReceive(key))
                .findFirst();
    }

    /// The part of a desired section, or of a patch of one, that the device may see.
    public JsonObject visible(JsonObject section) {
        var members = new LinkedHashMap<>(section.members());
        members.keySet().removeIf(key -> !key.startsWith("$") && !mayReceive(key));
        return new JsonObject(members);
    }

    /// The value of [#PERMISSIONS_KEY].
    public JsonObject describe() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("role", new JsonString(name.value()));
        members.put(
                "permissions",
                new JsonArray(
                        sorted(permissions).stream()
                                .<JsonValue>map(one -> new JsonString(one.spelling()))
                                .toList()));
        members.put("desired", texts(desired));
        members.put("reported", texts(reported));
        return new JsonObject(members);
    }

    private static Set<Permission> sorted(Set<Permission> permissions) {
        return permissions.isEmpty() ? permissions : EnumSet.copyOf(permissions);
    }

    private static JsonArray texts(List<KeyPattern> patterns) {
        return new JsonArray(
                patterns.stream().<JsonValue>map(one -> new JsonString(one.text())).toList());
    }

    private static boolean matches(List<KeyPattern> patterns, String key) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(key));
    }
}

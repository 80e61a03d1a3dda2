package berth.hub.registry;

import berth.core.hub.HubDevice;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleBook;
import berth.core.hub.role.RoleName;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.twin.Twins;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// How a device's role is told: the twin tag `deviceRole` names it, whoever writes the tag; the
/// identity records it; the desired property `rolePermissions` tells the device what it means. All
/// three change in one transaction, so none of them ever says something else.
final class RoleTag {
    /// What a tag says that names no role: there is none of this name, and so least is allowed.
    private static final RoleName UNREADABLE = new RoleName("unreadable");

    private RoleTag() {}

    /// The role that these tags give, or null.
    static @Nullable RoleName of(JsonObject tags) {
        var tag = tags.member(Role.TAG).orElse(null);
        return switch (tag) {
            case null -> null;
            case JsonString(String text) -> name(text);
            default -> UNREADABLE;
        };
    }

    private static RoleName name(String text) {
        try {
            return new RoleName(text);
        } catch (IllegalArgumentException _) {
            // Least is allowed, and the twin shows why: its tag is there to be read.
            return UNREADABLE;
        }
    }

    /// `after` with the identity and the desired properties that its tags ask for.
    ///
    /// @param before the device this was made of, or null for a new one
    static HubDevice aligned(
            @Nullable HubDevice before, HubDevice after, RoleBook roles, Instant now) {
        var role = of(after.twin().tags());
        var identity = after.identity();
        var named =
                Objects.equals(identity.role(), role) ? after : after.with(identity.withRole(role));
        var wanted = wanted(role, roles);
        if (Objects.equals(told(after), wanted)) {
            return named;
        }
        var patch =
                new JsonObject(
                        Map.of(Role.PERMISSIONS_KEY, wanted == null ? JsonNull.NULL : wanted));
        boolean counted =
                before == null
                        || before.twin().desired().version() != after.twin().desired().version();
        var told = Twins.withDesired(after.twin(), patch, counted, now);
        boolean alone = before != null && before.twin().version() == after.twin().version();
        return named.with(alone ? Twins.counted(told) : told);
    }

    /// Whether the device is told something else of its role than is true now.
    static boolean tellsAnother(HubDevice device, RoleBook roles) {
        return !Objects.equals(told(device), wanted(device.identity().role(), roles));
    }

    private static @Nullable JsonValue told(HubDevice device) {
        return device.twin().desired().data().member(Role.PERMISSIONS_KEY).orElse(null);
    }

    private static @Nullable JsonValue wanted(@Nullable RoleName role, RoleBook roles) {
        return role == null ? null : roles.effective(role).describe();
    }

    /// What the device is to be told of a change that an operator spelled as `patch`.
    static JsonObject told(JsonObject patch, @Nullable HubDevice before, HubDevice after) {
        var members = new LinkedHashMap<>(patch.members());
        members.remove(Role.PERMISSIONS_KEY);
        var was =
                before == null
                        ? null
                        : before.twin().desired().data().members().get(Role.PERMISSIONS_KEY);
        var is = after.twin().desired().data().members().get(Role.PERMISSIONS_KEY);
        if (!Objects.equals(was, is)) {
            members.put(Role.PERMISSIONS_KEY, is == null ? JsonNull.NULL : is);
        }
        return new JsonObject(members);
    }
}

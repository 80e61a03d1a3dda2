package berth.hub.registry;

import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleBook;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;

/// What an operator may not write into a twin for the sake of roles: a role without the right to
/// give one, and desired properties that the device's role does not let it receive.
///
/// @param mayAssign whether the operator may give and take roles
record RoleGuard(RoleBook roles, boolean mayAssign) {
    private static final int SHOWN_MAX = 64;

    /// @param before null for a new device
    /// @param desired what is to be written, or null
    Optional<HubOutcome.Refused> judge(
            @Nullable HubDevice before, HubDevice after, @Nullable JsonObject desired) {
        var was = before == null ? null : RoleTag.of(before.twin().tags());
        var is = RoleTag.of(after.twin().tags());
        if (!mayAssign && !Objects.equals(was, is)) {
            return Optional.of(
                    new HubOutcome.Refused(
                            HubError.IOT_HUB_UNAUTHORIZED_ACCESS,
                            "To change tags.%s takes the right RegistryWrite".formatted(Role.TAG)));
        }
        return forbidden(roles.effective(is), HubClient.device(after.deviceId()), desired)
                .map(message -> new HubOutcome.Refused(HubError.ROLE_FORBIDS, message));
    }

    /// Why `desired` may not be written; a null in it takes something away, which is always
    /// allowed.
    static Optional<String> forbidden(Role role, HubClient client, @Nullable JsonObject desired) {
        if (desired == null) {
            return Optional.empty();
        }
        return desired.members().entrySet().stream()
                .filter(member -> member.getValue() != JsonNull.NULL)
                .map(member -> member.getKey())
                .filter(key -> !key.startsWith("$") && !role.mayReceive(key))
                .findFirst()
                .map(
                        key ->
                                "role %s does not let %s receive the desired property \"%s\""
                                        .formatted(role.name(), client, shortened(key)));
    }

    private static String shortened(String key) {
        return key.length() <= SHOWN_MAX ? key : key.substring(0, SHOWN_MAX) + "…";
    }
}

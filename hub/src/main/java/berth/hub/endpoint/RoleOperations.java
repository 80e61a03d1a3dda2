package berth.hub.endpoint;

import berth.core.hub.HubError;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.json.JsonArray;
import berth.core.json.JsonValue;
import berth.hub.registry.HubRoles;
import berth.hub.registry.RoleOutcome;
import berth.hub.registry.RoleRewrite;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.MalformedJson;
import berth.wire.json.RoleJson;

import java.time.Duration;

/// The operations on roles, which are ours. A change is in force when it is answered; the twins
/// that tell of it are rewritten before the answer if there are not too many, else soon after.
record RoleOperations(Asked asked, HubRoles roles, RoleRewrite rewrite) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    HttpReply list() {
        return asked.replies()
                .ok(
                        new JsonArray(
                                roles.all().stream()
                                        .<JsonValue>map(
                                                role ->
                                                        RoleJson.write(
                                                                role,
                                                                HubRoles.isBuiltIn(role.name())))
                                        .toList()));
    }

    HttpReply get(RoleName name) {
        return roles.find(name)
                .map(this::shown)
                .orElseGet(() -> asked.replies().error(HubError.ROLE_NOT_FOUND, "No role " + name));
    }

    HttpReply put(RoleName name) {
        try {
            var role = RoleJson.read(name, Bodies.object(asked.request()));
            return switch (roles.write(role, asked.caller())) {
                case RoleOutcome.Done(var written) -> {
                    rewrite.run(roles.hub(), PATIENCE);
                    yield shown(written);
                }
                case RoleOutcome.Refused(var error, var message) ->
                        asked.replies().error(error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    HttpReply delete(RoleName name) {
        return switch (roles.delete(name, asked.caller())) {
            case RoleOutcome.Done _ -> {
                rewrite.run(roles.hub(), PATIENCE);
                yield asked.replies().noContent();
            }
            case RoleOutcome.Refused(var error, var message) ->
                    asked.replies().error(error, message);
        };
    }

    private HttpReply shown(Role role) {
        return asked.replies().ok(RoleJson.write(role, HubRoles.isBuiltIn(role.name())));
    }
}

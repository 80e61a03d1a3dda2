package berth.hub.endpoint;

import berth.core.access.HubRight;
import berth.core.audit.Caller;
import berth.core.hub.ClientActivity;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.role.Permission;
import berth.core.hub.session.StoredSession;
import berth.hub.live.LiveHub;
import berth.hub.registry.EmbeddedHub;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import java.time.InstantSource;
import java.util.Set;

/// One request of a caller who may, and what answering takes.
///
/// @param rights of the caller
record Asked(
        EmbeddedHub hub,
        LiveHub live,
        HttpRequest request,
        Caller caller,
        Set<HubRight> rights,
        InstantSource clock,
        HubReplies replies) {

    boolean mayAssignRoles() {
        return rights.contains(HubRight.REGISTRY_WRITE);
    }

    ClientActivity activity(HubClient client) {
        var session = live.session(client);
        return new ClientActivity(
                session.filter(StoredSession::connected).isPresent(),
                session.map(StoredSession::changedAt).orElse(null),
                live.service().depth(client));
    }

    /// Whether devices may be assigned to this one.
    boolean isGateway(HubDevice device) {
        var role = live.roles().effective(device.identity().role());
        return role.allows(Permission.MANAGE_CHILDREN)
                || role.allows(Permission.RELAY_COMMANDS)
                || role.allows(Permission.SEND_CHILD_TELEMETRY);
    }

    /// A refusal; one for the sake of a role is counted and audited.
    HttpReply refused(HubClient client, HubError error, String message) {
        tell(client, error, message);
        return replies.error(error, message);
    }

    void tell(HubClient client, HubError error, String message) {
        if (error == HubError.ROLE_FORBIDS || error == HubError.IOT_HUB_UNAUTHORIZED_ACCESS) {
            live.service().denied(client, caller, "twin.write.denied", message);
        }
    }
}

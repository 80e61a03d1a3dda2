package berth.hub.endpoint;

import berth.core.hub.ModuleStore;
import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.SubscriptionStore;
import berth.core.hub.role.RoleStore;
import berth.hub.live.LiveHubs;
import berth.hub.registry.DeviceNews;
import berth.hub.registry.RoleBooks;
import berth.hub.registry.RoleRewrite;

/// What the service API works on besides the registry of devices.
///
/// @param news is told of changes of roles
/// @param rewrite tells devices of them
public record ServiceParts(
        LiveHubs live,
        ModuleStore modules,
        RoleStore roles,
        RoleBooks books,
        DeviceNews news,
        RoleRewrite rewrite,
        SubscriptionStore subscriptions,
        EventOutbox outbox) {}

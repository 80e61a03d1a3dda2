package berth.hub.live;

import berth.core.audit.AuditLog;
import berth.core.hub.HubStore;
import berth.core.hub.ModuleStore;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.FeedbackQueue;
import berth.core.hub.session.SessionStore;

/// What the device side keeps its things in.
public record LiveStores(
        HubStore devices,
        ModuleStore modules,
        SessionStore sessions,
        CommandQueue commands,
        FeedbackQueue feedback,
        AuditLog audit) {}

package berth.hub.registry;

import berth.core.hub.HubDevice;
import berth.core.hub.HubError;

/// What became of an operator's request about one device.
public sealed interface HubOutcome {
    /// Carried out. `device` is as it is from now on, or, after a deletion, as it last was.
    record Done(HubDevice device) implements HubOutcome {}

    /// Not carried out, nothing changed. `message` is safe for the caller.
    record Refused(HubError error, String message) implements HubOutcome {}
}

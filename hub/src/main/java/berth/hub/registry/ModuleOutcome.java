package berth.hub.registry;

import berth.core.hub.HubError;
import berth.core.hub.HubModule;

/// What became of an operator's request about one module.
public sealed interface ModuleOutcome {
    /// Carried out. `module` is as it is from now on, or, after a deletion, as it last was.
    record Done(HubModule module) implements ModuleOutcome {}

    /// Not carried out, nothing changed. `message` is safe for the caller.
    record Refused(HubError error, String message) implements ModuleOutcome {}
}

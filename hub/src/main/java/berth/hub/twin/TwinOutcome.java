package berth.hub.twin;

import berth.core.hub.DeviceTwin;

/// What became of a wish to change a twin.
public sealed interface TwinOutcome {
    /// The twin as it is from now on.
    record Changed(DeviceTwin twin) implements TwinOutcome {}

    /// The wish breaks a rule of twins and changes nothing. `rule` names the place and the rule and
    /// is safe for the caller.
    record Broken(String rule) implements TwinOutcome {}
}

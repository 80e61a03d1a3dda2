package berth.core.hub;

import berth.core.error.Refusal;

import java.time.Duration;

/// What a hub made of a write.
public sealed interface HubAnswer {
    /// The order is in effect: the identity exists, with its twin. `created` is whether by this
    /// operation.
    record Done(boolean created) implements HubAnswer {}

    /// A later generation of this registration has written already: abandon.
    record Superseded(HubMarker by) implements HubAnswer {}

    /// The hub takes no device from us: it is full, or the link to it is broken. Nothing was
    /// written by this call, so another hub may have the device. An earlier call for the same order
    /// that ended [Unknown] may have written all the same.
    record Elsewhere(Refusal refusal) implements HubAnswer {}

    /// The hub will not, and asking again will not help. Part of the order may be in effect.
    record Refused(Refusal refusal) implements HubAnswer {}

    /// No definite answer, or the hub asks for patience: the same order must be repeated later. It
    /// may or may not have been carried out.
    ///
    /// @param throttled whether the hub asked for patience; that does not use up attempts
    /// @param notBefore the least time to wait; zero leaves it to the caller
    record Unknown(String reason, boolean throttled, Duration notBefore) implements HubAnswer {}
}

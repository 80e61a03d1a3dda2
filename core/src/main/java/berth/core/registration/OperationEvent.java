package berth.core.registration;

import berth.core.hub.HubAnswer;
import berth.core.hub.TwinData;

import java.time.Duration;

/// What the world answered to an operation's present step.
public sealed interface OperationEvent {
    /// A hub was chosen and everything else decided.
    record Planned(AssignmentPlan plan) implements OperationEvent {}

    /// The former hub's twin was read; empty if there was none any more.
    record Captured(TwinData twin) implements OperationEvent {}

    /// Nothing can come of this operation; `failure` is what the device will read.
    record Impossible(RegistrationFailure failure, String reason) implements OperationEvent {}

    /// The hub answered the plan's order.
    record HubAnswered(HubAnswer answer) implements OperationEvent {}

    /// The enrollment is still there and enabled, looked at after the hub was ready.
    record FinalCheckPassed() implements OperationEvent {}

    /// The hub answered the removal of what this operation made.
    record Removed(HubAnswer answer) implements OperationEvent {}

    /// No definite answer; the same step must be tried again.
    ///
    /// @param notBefore the least wait, or zero
    record Trouble(String reason, Duration notBefore) implements OperationEvent {}
}

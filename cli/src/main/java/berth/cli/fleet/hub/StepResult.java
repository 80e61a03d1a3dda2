package berth.cli.fleet.hub;

/// What came of one step.
public sealed interface StepResult {
    record Done() implements StepResult {}

    /// It was refused for the device's role, as it should be.
    record Denied() implements StepResult {}

    /// It came out otherwise than it should.
    record Failed(String reason) implements StepResult {}

    /// The transport has no such thing, or nobody was there to ask.
    record NotTried() implements StepResult {}
}

package berth.testkit.history;

import java.util.Arrays;
import java.util.Optional;

/// What can be recorded, with its key and the value it carries. A name that is not listed here is
/// an error when a history is read: a misspelt fact would switch a rule off.
public enum Fact {
    /// A device asks to be registered. Key: scope/registration ID. `ok` carries an [Answer]; `fail`
    /// is a definite refusal.
    REGISTER("device.register", true),

    /// A device asks how an operation stands. Key and value as with [#REGISTER].
    POLL("device.poll", true),

    /// A hub carried out a write: its own ledger, not its caller's opinion. Key: hub/device ID.
    /// `ok` carries an [Applied].
    APPLIED("hub.applied", false),

    /// A process moves an operation on in the store. Key: scope/operation ID. Every entry carries
    /// an [Advance]; `fail` means that the lease was lost and nothing was written.
    ADVANCE("operation.advance", true),

    /// A process ends a work item in the store. Key: scope/kind/key, as in [EndWork#name].
    WORK_END("work.end", true),

    /// An operator changes something that a registration rests on: its enrollment, its identity in
    /// a hub, the link to the hub; keeps it out or lets it in. Key: scope/registration ID.
    CHANGE("operator.change", true),

    /// An operator deletes a registration. Key: scope/registration ID.
    DELETE("operator.delete", true),

    /// A test breaks something, or stops breaking it. Key: free text.
    FAULT("fault", false);

    private final String spelling;
    private final boolean call;

    Fact(String spelling, boolean call) {
        this.spelling = spelling;
        this.call = call;
    }

    public String spelling() {
        return spelling;
    }

    /// Whether it is written down twice: `invoke` before, and `ok`, `fail` or `info` after.
    public boolean isCall() {
        return call;
    }

    static Optional<Fact> of(String spelling) {
        return Arrays.stream(values()).filter(fact -> fact.spelling.equals(spelling)).findFirst();
    }
}

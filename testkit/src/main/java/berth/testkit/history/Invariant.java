package berth.testkit.history;

/// The invariants that a history can be judged by. I5 needs asset systems, I12, I13, I15 and I16
/// are not visible in a history; the chain of I10 needs the sealer.
///
/// Source: reliability, section 6.
public enum Invariant {
    I1("at most one running operation per registration"),
    I2("an acknowledged operation survives and ends"),
    I3("assigned implies the identity exists, enabled, with those credentials"),
    I4("one identity per registration at rest, a second one only while it is watched"),
    I6("a plan never changes"),
    I7("no effect of a generation after a later one"),
    I8("a failure leaves nothing, or an open compensation item"),
    I9("work items: queued = done + open + dead"),
    I10("one audit entry per transition"),
    I11("nothing crosses a scope"),
    I14("a refusal has no effect"),
    LIVENESS("a minute after the last fault everything is final");

    private final String claim;

    Invariant(String claim) {
        this.claim = claim;
    }

    public String claim() {
        return claim;
    }
}

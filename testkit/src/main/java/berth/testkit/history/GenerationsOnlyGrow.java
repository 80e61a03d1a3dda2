package berth.testkit.history;

import berth.core.hub.HubMarker;

import java.util.HashMap;
import java.util.Map;

/// I7: the generations that write to one identity of one hub never go back, not even when an
/// operator deleted the registration between.
///
/// A hub without tombstones may carry out a lost create of an old generation after the identity was
/// removed; the absence watch removes it again, and I4 notices if it does not. Such an entry is
/// late and creates.
final class GenerationsOnlyGrow {
    private GenerationsOnlyGrow() {}

    private record Owner(String place, String scopeHash) {}

    private record Latest(HubMarker marker, Line line) {}

    static void check(Recorded recorded, Findings findings) {
        Map<Owner, Latest> latest = new HashMap<>();
        for (var write : recorded.ledger()) {
            write.applied().writer().ifPresent(marker -> follow(write, marker, latest, findings));
        }
    }

    private static void follow(
            Write write, HubMarker marker, Map<Owner, Latest> latest, Findings findings) {
        var owner = new Owner(write.place(), marker.scopeHash());
        var before = latest.get(owner);
        boolean back = before != null && before.marker().newerThan(marker);
        if (back && resurrected(write)) {
            return;
        }
        if (before != null && back) {
            findings.add(
                    write.place(),
                    "generation %d wrote after generation %d"
                            .formatted(marker.generation(), before.marker().generation()),
                    before.line(),
                    write.line());
            return;
        }
        latest.put(owner, new Latest(marker, write.line()));
    }

    private static boolean resurrected(Write write) {
        return write.applied().late() && write.applied().effect() == Applied.Effect.CREATED;
    }
}

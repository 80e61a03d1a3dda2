package berth.testkit.history;

import berth.core.hub.HubMarker;
import berth.core.id.IdScope;
import berth.core.id.OperationId;

import java.util.Set;

/// I11: a device is told of operations and hubs of its own scope only, its own registration's
/// operations only, and a scope writes only to hubs that are linked to it.
final class NothingCrossesScopes {
    private NothingCrossesScopes() {}

    static void check(Recorded recorded, Findings findings) {
        var linked = recorded.end().linkedHubs();
        for (var told : recorded.told()) {
            var scope = told.key().substring(0, told.key().indexOf('/'));
            recorded.operation(told.answer().operation())
                    .filter(operation -> !operation.key().equals(told.key()))
                    .ifPresent(
                            operation ->
                                    findings.add(
                                            told.key(),
                                            "was told of an operation of " + operation.key(),
                                            told.line()));
            var hub = told.answer().hub();
            if (hub != null && !linked.getOrDefault(scope, Set.of()).contains(hub)) {
                findings.add(told.key(), "was told of a hub of another scope", told.line());
            }
        }
        for (var identity : recorded.end().identities()) {
            identity.writer()
                    .filter(
                            marker ->
                                    linked.entrySet().stream()
                                            .noneMatch(
                                                    link ->
                                                            link.getValue().contains(identity.hub())
                                                                    && isOf(marker, link.getKey())))
                    .ifPresent(
                            marker ->
                                    findings.add(
                                            identity.place(),
                                            "written by a scope that has no link: "
                                                    + marker.text()));
        }
    }

    private static boolean isOf(HubMarker marker, String scope) {
        var own = HubMarker.of(new IdScope(scope), 1, new OperationId("0"));
        return own.scopeHash().equals(marker.scopeHash());
    }
}

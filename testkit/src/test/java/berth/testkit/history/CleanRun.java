package berth.testkit.history;

import berth.core.hub.HubMarker;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.json.JsonObject;
import berth.testkit.history.FinalState.EndAudit;
import berth.testkit.history.FinalState.EndIdentity;
import berth.testkit.history.FinalState.EndOperation;
import berth.testkit.history.FinalState.EndRegistration;
import berth.testkit.history.FinalState.EndWork;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A run in which everything went right, made from a seed: two scopes, each with every [Tale] once,
/// all at the same time. A test may then change anything about it.
final class CleanRun {
    static final List<String> SCOPES = List.of("0NEAAAA0001", "0NEBBBB0002");

    final List<HistoryEntry> entries = new ArrayList<>();
    final List<EndRegistration> registrations = new ArrayList<>();
    final List<EndOperation> operations = new ArrayList<>();
    final List<EndIdentity> identities = new ArrayList<>();
    final List<EndWork> work = new ArrayList<>();
    final List<EndAudit> audit = new ArrayList<>();
    final Random random;

    CleanRun(long seed) {
        random = new Random(seed);
        for (var scope : SCOPES) {
            for (var tale : Tale.values()) {
                tale.happen(new TaleTeller(this, scope, tale));
            }
        }
    }

    static String home(String scope) {
        return "home-" + scope.toLowerCase(Locale.ROOT) + ".example";
    }

    static String other(String scope) {
        return "other-" + scope.toLowerCase(Locale.ROOT) + ".example";
    }

    /// A hub that nobody keeps a ledger of.
    static String dark(String scope) {
        return "dark-" + scope.toLowerCase(Locale.ROOT) + ".example";
    }

    static String key(Tale tale) {
        return SCOPES.getFirst() + "/" + tale.id();
    }

    OperationId freshOperation() {
        return OperationId.fresh(random);
    }

    static HubMarker marker(String scope, long generation, String operation) {
        return HubMarker.of(new IdScope(scope), generation, new OperationId(operation));
    }

    /// When the last thing happened.
    long last() {
        return entries.stream().mapToLong(HistoryEntry::nanos).max().orElse(0);
    }

    List<EndOperation> operationsOf(Tale tale) {
        return operations.stream().filter(one -> one.key().equals(key(tale))).toList();
    }

    EndIdentity identityOf(Tale tale) {
        return identities.stream()
                .filter(one -> one.place().equals(home(SCOPES.getFirst()) + "/" + tale.id()))
                .findFirst()
                .orElseThrow();
    }

    void add(
            long nanos,
            String process,
            String actor,
            HistoryEntry.Phase phase,
            Fact fact,
            String key,
            JsonObject value) {
        entries.add(new HistoryEntry(0, nanos, process, actor, phase, fact, key, value));
    }

    /// A call that is written down whole, after everything else.
    void addCall(Fact fact, String key, HistoryEntry.Phase phase, JsonObject value) {
        var now = last();
        var actor = "late-" + entries.size();
        add(now + 1, "late", actor, HistoryEntry.Phase.INVOKE, fact, key, value);
        add(now + 2, "late", actor, phase, fact, key, value);
    }

    History history() {
        Map<String, List<HistoryEntry>> processes = new HashMap<>();
        entries.stream()
                .sorted(Comparator.comparingLong(HistoryEntry::nanos))
                .forEach(
                        entry -> {
                            var of =
                                    processes.computeIfAbsent(
                                            entry.process(), _ -> new ArrayList<>());
                            of.add(
                                    new HistoryEntry(
                                            of.size() + 1,
                                            entry.nanos(),
                                            entry.process(),
                                            entry.actor(),
                                            entry.phase(),
                                            entry.fact(),
                                            entry.key(),
                                            entry.value()));
                        });
        return History.merge(List.copyOf(processes.values()));
    }

    FinalState end() {
        Map<String, Set<String>> linked = new HashMap<>();
        SCOPES.forEach(scope -> linked.put(scope, Set.of(home(scope), other(scope), dark(scope))));
        var ledgered =
                Set.of(
                        home(SCOPES.get(0)),
                        other(SCOPES.get(0)),
                        home(SCOPES.get(1)),
                        other(SCOPES.get(1)));
        return new FinalState(
                last() + 1, linked, ledgered, registrations, operations, identities, work, audit);
    }

    List<Violation> check() {
        return HistoryChecker.check(history(), end());
    }
}

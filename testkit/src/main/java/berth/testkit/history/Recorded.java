package berth.testkit.history;

import berth.testkit.history.FinalState.EndOperation;
import berth.wire.json.BadDocument;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/// A history and its final state, read once and laid out for the rules.
final class Recorded {
    private final FinalState end;
    private final Map<Fact, List<Call>> calls;
    private final List<Told> told = new ArrayList<>();
    private final List<Write> ledger = new ArrayList<>();
    private final Map<String, EndOperation> operations = new HashMap<>();
    private long lastFault = Long.MIN_VALUE;

    /// @throws MalformedHistory when a line does not say what its fact says
    Recorded(History history, FinalState end) {
        this.end = end;
        var lines = new ArrayList<Line>();
        for (var entry : history.entries()) {
            lines.add(new Line(lines.size() + 1, entry));
        }
        calls = Calls.of(lines);
        lines.forEach(this::read);
        if (!lines.isEmpty() && lines.getLast().nanos() > end.takenNanos()) {
            throw new MalformedHistory("the dump", "was taken before the history ended", null);
        }
        Stream.concat(calls(Fact.REGISTER).stream(), calls(Fact.POLL).stream())
                .forEach(
                        call ->
                                call.effect()
                                        .ifPresent(
                                                line ->
                                                        told.add(
                                                                new Told(
                                                                        call.key(),
                                                                        answer(line),
                                                                        call,
                                                                        line))));
        told.sort(Comparator.comparingInt(one -> one.line().number()));
        for (var operation : end.operations()) {
            if (operations.put(operation.id(), operation) != null) {
                throw new MalformedHistory(operation.id(), "dumped twice", null);
            }
        }
    }

    private void read(Line line) {
        switch (line.entry().fact()) {
            case APPLIED -> ledger.add(new Write(applied(line), line));
            case FAULT -> lastFault = Math.max(lastFault, line.nanos());
            case REGISTER, POLL, ADVANCE, WORK_END, CHANGE, DELETE -> {
                // Read as calls.
            }
        }
    }

    FinalState end() {
        return end;
    }

    List<Call> calls(Fact fact) {
        return calls.getOrDefault(fact, List.of());
    }

    /// What devices were told, oldest first.
    List<Told> told() {
        return told;
    }

    /// What hubs carried out, oldest first.
    List<Write> ledger() {
        return ledger;
    }

    /// By the clock of the history; the least number if there was none.
    long lastFault() {
        return lastFault;
    }

    Optional<EndOperation> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    /// The operations that devices know of, in the order they heard of them.
    SequencedSet<String> acknowledged() {
        var ids = new LinkedHashSet<String>();
        told.forEach(one -> ids.add(one.answer().operation()));
        return ids;
    }

    /// Whether an operator, or another operation than `but`, may have changed the registration
    /// `key` between two moments. What nobody knows the end of may have had its effect at any time
    /// since.
    boolean changedBetween(String key, long after, long before, String but) {
        return Stream.of(Fact.CHANGE, Fact.DELETE)
                        .flatMap(fact -> calls(fact).stream())
                        .filter(call -> call.key().equals(key))
                        .anyMatch(call -> call.begun() < before && call.mayHaveEffectAfter(after))
                || calls(Fact.REGISTER).stream()
                        .filter(call -> call.key().equals(key) && call.begun() < before)
                        .anyMatch(call -> mayHaveAdmitted(call, after, but));
    }

    /// All operations are in the dump, so a request without an answer explains nothing unless there
    /// is an operation that it may have made.
    private boolean mayHaveAdmitted(Call call, long after, String but) {
        if (call.unknown()) {
            return end.operations().stream()
                    .filter(operation -> operation.key().equals(call.key()))
                    .anyMatch(
                            operation ->
                                    !operation.id().equals(but) && !toldBy(operation.id(), after));
        }
        return call.mayHaveEffectAfter(after)
                && call.effect().filter(line -> !answer(line).operation().equals(but)).isPresent();
    }

    private boolean toldBy(String operation, long moment) {
        return told.stream()
                .anyMatch(
                        one -> one.answer().operation().equals(operation) && one.until() <= moment);
    }

    /// Whether an open work item looks after the place.
    boolean lookedAfter(String place) {
        return end.work().stream()
                .anyMatch(
                        item ->
                                item.state() == FinalState.EndWork.State.OPEN
                                        && place.equals(item.place()));
    }

    static Advance advance(Line line) {
        return read(line, () -> Advance.of(line.entry().value()));
    }

    private static Answer answer(Line line) {
        return read(line, () -> Answer.of(line.entry().value()));
    }

    private static Applied applied(Line line) {
        return read(line, () -> Applied.of(line.entry().value()));
    }

    private interface Reading<T> {
        T read() throws BadDocument;
    }

    private static <T> T read(Line line, Reading<T> reading) {
        try {
            return reading.read();
        } catch (BadDocument e) {
            throw new MalformedHistory("line " + line.number(), "its value is wrong", e);
        }
    }
}

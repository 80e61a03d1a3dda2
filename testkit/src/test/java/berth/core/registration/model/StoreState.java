package berth.core.registration.model;

import berth.core.id.OperationId;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStore.Removed;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The store's rows.
///
/// @param acts admissions and operators' acts so far; makes names that tell which came first
/// @param enqueued different work items that transitions have called for so far
record StoreState(
        @Nullable Registration registration,
        @Nullable Removed removed,
        List<Operation> operations,
        List<WorkEntry> items,
        int acts,
        int enqueued) {
    static final StoreState EMPTY = new StoreState(null, null, List.of(), List.of(), 0, 0);

    Optional<Operation> operation(OperationId id) {
        return operations.stream().filter(operation -> operation.id().equals(id)).findFirst();
    }

    Optional<Operation> running() {
        return operations.stream().filter(operation -> !operation.state().isFinal()).findFirst();
    }

    Optional<WorkEntry> item(WorkItem.Name name) {
        return items.stream().filter(entry -> entry.item().name().equals(name)).findFirst();
    }

    StoreState with(@Nullable Registration row, @Nullable Removed gone) {
        return new StoreState(row, gone, operations, items, acts, enqueued);
    }

    StoreState withAct() {
        return new StoreState(registration, removed, operations, items, acts + 1, enqueued);
    }

    StoreState with(Operation operation) {
        var rows = new ArrayList<>(operations);
        rows.removeIf(row -> row.id().equals(operation.id()));
        rows.add(operation);
        rows.sort((one, other) -> one.id().value().compareTo(other.id().value()));
        return new StoreState(registration, removed, List.copyOf(rows), items, acts, enqueued);
    }

    StoreState with(WorkEntry entry) {
        var rows = new ArrayList<>(items);
        rows.removeIf(row -> row.item().name().equals(entry.item().name()));
        rows.add(entry);
        rows.sort((one, other) -> place(one).compareTo(place(other)));
        return new StoreState(registration, removed, operations, List.copyOf(rows), acts, enqueued);
    }

    StoreState calledFor(List<WorkItem> work) {
        long more = work.stream().map(WorkItem::name).filter(name -> item(name).isEmpty()).count();
        return new StoreState(
                registration, removed, operations, items, acts, enqueued + (int) more);
    }

    private static String place(WorkEntry entry) {
        return entry.item().kind() + "/" + entry.item().key();
    }

    /// Of what tells most states apart: hashing rows in full is most of an exploration's time.
    @Override
    public int hashCode() {
        int hash = 31 * acts + enqueued;
        for (var operation : operations) {
            hash = 31 * hash + 31 * (int) operation.lease().epoch() + operation.state().hashCode();
        }
        for (var entry : items) {
            hash = 31 * hash + entry.item().key().hashCode();
            hash = 31 * hash + 31 * (int) entry.epoch() + entry.state().hashCode();
        }
        return registration == null
                ? hash
                : 31 * hash
                        + 31 * (int) registration.generation()
                        + registration.status().hashCode();
    }
}

package berth.store.sql;

import berth.core.registration.Operation;
import berth.store.document.FailureDocument;
import berth.store.document.RegistrationDocument;
import berth.store.document.StoredJson;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// An operation's row as it is stored: what its checksum is made of. Sealed columns and those of
/// the schedule are not here.
///
/// @param activeKey names the registration while the operation runs, null when it is final
record OperationColumns(
        String scope,
        String operationId,
        String registrationId,
        @Nullable String activeKey,
        long generation,
        String state,
        long attempt,
        boolean createdInHub,
        long target,
        String document,
        @Nullable String failure,
        long deadline,
        long createdAt,
        @Nullable Long finishedAt) {

    static OperationColumns of(Row row) throws SQLException {
        return new OperationColumns(
                row.text("scope"),
                row.text("operation_id"),
                row.text("registration_id"),
                row.textOrNull("active_key"),
                row.number("generation"),
                row.text("state"),
                row.number("attempt"),
                row.number("created_in_hub") != 0,
                row.number("target"),
                row.text("document"),
                row.textOrNull("failure"),
                row.number("deadline"),
                row.number("created_at"),
                row.numberOrNull("finished_at"));
    }

    static OperationColumns of(Operation row) {
        var failure = row.failure();
        var finishedAt = row.finishedAt();
        return new OperationColumns(
                row.scope().value(),
                row.id().value(),
                row.registrationId().value(),
                row.state().isFinal()
                        ? null
                        : activeKey(row.scope().value(), row.registrationId().value()),
                row.generation(),
                row.state().name(),
                row.progress().attempt(),
                row.progress().createdInHub(),
                row.progress().target(),
                StoredJson.text(RegistrationDocument.of(row)),
                failure == null ? null : StoredJson.text(FailureDocument.of(failure)),
                Micros.of(row.deadline()),
                Micros.of(row.createdAt()),
                finishedAt == null ? null : Micros.of(finishedAt));
    }

    static String activeKey(String scope, String registrationId) {
        return scope + "/" + registrationId;
    }

    /// The column that came later counts only where it says something: the rows that were there
    /// before it are still what they were.
    byte[] checksum() {
        var digest =
                new RowChecksum()
                        .add(scope)
                        .add(operationId)
                        .add(registrationId)
                        .add(activeKey)
                        .add(generation)
                        .add(state)
                        .add(attempt)
                        .add(createdInHub ? 1 : 0)
                        .add(document)
                        .add(failure)
                        .add(deadline)
                        .add(createdAt)
                        .add(finishedAt);
        return (target == 0 ? digest : digest.add(target)).value();
    }
}

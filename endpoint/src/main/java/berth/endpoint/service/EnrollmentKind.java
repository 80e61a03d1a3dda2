package berth.endpoint.service;

import berth.core.change.Page;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentDeletion;
import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentWrite;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;

import java.util.Optional;

/// What differs between individual enrollments and groups at this endpoint: names, documents, and
/// the methods of the store. Everything else is the same for both.
///
/// @param <R> the record
/// @param <K> its ID
interface EnrollmentKind<R extends Enrollment, K> {
    /// The member of a document that holds the ID.
    String idName();

    /// The member of a bulk request that holds the records.
    String itemsName();

    /// What a list says it is a list of.
    String itemType();

    /// The action of the audit entry when keys are read.
    String disclosure();

    ServiceError notFound();

    /// Empty when `text` breaks the rule for IDs.
    Optional<K> id(String text);

    Optional<R> stored(IdScope scope, K id);

    Page<R> page(IdScope scope, Page.Request page);

    WriteOutcome<R> write(K id, EnrollmentWrite write);

    WriteOutcome<R> delete(IdScope scope, K id, EnrollmentDeletion deletion);

    EnrollmentDraft draft(JsonValue document) throws BadDocument;

    /// As a read shows the record.
    JsonObject read(R record);

    /// As a list shows the record.
    JsonObject listed(R record);

    /// As the answer to a write shows the record.
    JsonObject written(R record);
}

package berth.endpoint.service;

import berth.core.enrollment.Enrollment;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.BulkJson;
import berth.wire.json.JsonFields;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;

/// Bulk operations: up to ten records, each on its own. A bad one does not stop the others and
/// nothing is undone.
///
/// Source: dps-service-api, section 2.8.
///
/// @param <R> the record
/// @param <K> its ID
final class BulkOperations<R extends Enrollment, K> {
    static final int ITEMS_MAX = 10;

    private final EnrollmentKind<R, K> kind;
    private final EnrollmentChanges<R, K> changes;

    BulkOperations(EnrollmentKind<R, K> kind, EnrollmentChanges<R, K> changes) {
        this.kind = kind;
        this.changes = changes;
    }

    HttpReply run(ServiceCall call, JsonValue document) {
        try {
            var request = BulkJson.read(JsonFields.object(document), kind.itemsName());
            return violation(request)
                    .map(refusal -> ServiceReplies.refused(refusal, call))
                    .orElseGet(() -> run(call, request));
        } catch (BadDocument e) {
            return ServiceReplies.refused(
                    Refusal.explained(ServiceError.BAD_REQUEST, String.valueOf(e.getMessage())),
                    call);
        }
    }

    /// What is wrong with the request as a whole.
    private Optional<Refusal> violation(BulkJson.Request request) {
        if (request.items().isEmpty() || request.items().size() > ITEMS_MAX) {
            return wrong("1 to %d records, not %d".formatted(ITEMS_MAX, request.items().size()));
        }
        var seen = new HashSet<String>();
        for (var item : request.items()) {
            var id = text(item, kind.idName()).toLowerCase(Locale.ROOT);
            if (!id.isEmpty() && !seen.add(id)) {
                return wrong("two records have the same " + kind.idName());
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> wrong(String explanation) {
        return Optional.of(Refusal.explained(ServiceError.INVALID_BULK, explanation));
    }

    private HttpReply run(ServiceCall call, BulkJson.Request request) {
        var errors = new ArrayList<BulkJson.ItemError>();
        for (var item : request.items()) {
            var id = text(item, kind.idName());
            changes.refusal(change(call, request.mode(), id, item))
                    .map(
                            refusal ->
                                    new BulkJson.ItemError(
                                            id, refusal.error().code(), refusal.shown()))
                    .ifPresent(errors::add);
        }
        return ServiceReplies.ok(BulkJson.write(errors, kind.idName()));
    }

    private WriteOutcome<R> change(
            ServiceCall call, BulkJson.Mode mode, String id, JsonValue item) {
        if (id.isEmpty()) {
            return new WriteOutcome.Invalid<>(
                    Refusal.explained(ServiceError.INVALID_ID, kind.idName() + " is required"));
        }
        var etag = text(item, "etag");
        return switch (mode) {
            case CREATE -> changes.write(call, id, item, new Precondition.Absent());
            case UPDATE ->
                    etag.isEmpty()
                            ? updateWithoutTag(call, id)
                            : changes.write(call, id, item, Conditions.ofTag(etag));
            case UPDATE_IF_MATCH_ETAG ->
                    etag.isEmpty()
                            ? new WriteOutcome.Invalid<>(
                                    Refusal.explained(ServiceError.BAD_REQUEST, "etag is required"))
                            : changes.write(call, id, item, Conditions.ofTag(etag));
            case DELETE -> changes.delete(call, id, new Precondition.Anything());
        };
    }

    /// The real service says of a record that exists that it exists, and so do we (open question
    /// 9); one that does not cannot be updated.
    private WriteOutcome<R> updateWithoutTag(ServiceCall call, String id) {
        return kind.id(id).flatMap(key -> kind.stored(call.scope(), key)).isPresent()
                ? new WriteOutcome.Exists<>()
                : new WriteOutcome.Missing<>();
    }

    /// A text member of an item that may be anything; empty if it is not there.
    private static String text(JsonValue item, String name) {
        return item instanceof JsonObject object
                        && object.members().get(name) instanceof JsonString(String text)
                ? text
                : "";
    }
}

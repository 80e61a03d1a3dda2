package berth.endpoint.service;

import berth.core.audit.AuditLog;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.net.http.HttpReply;
import berth.wire.json.AttestationJson;
import berth.wire.json.BulkJson;

import java.util.function.Function;

/// Operations on enrollments of one kind.
///
/// @param <R> the record
/// @param <K> its ID
final class EnrollmentOperations<R extends Enrollment, K> {
    private final EnrollmentKind<R, K> kind;
    private final EnrollmentChanges<R, K> changes;
    private final BulkOperations<R, K> bulk;
    private final AuditLog audit;

    EnrollmentOperations(
            EnrollmentKind<R, K> kind, EnrollmentChanges<R, K> changes, AuditLog audit) {
        this.kind = kind;
        this.changes = changes;
        this.bulk = new BulkOperations<>(kind, changes);
        this.audit = audit;
    }

    HttpReply read(ServiceCall call) {
        return withRecord(call, record -> ServiceReplies.ok(kind.read(record)));
    }

    HttpReply write(ServiceCall call) {
        return switch (RequestBody.of(call.request())) {
            case RequestBody.Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case RequestBody.Nothing _ -> bodyNeeded(call);
            case RequestBody.Document(JsonValue json) ->
                    write(call, call.id(), json, Conditions.ofPut(call.headers()));
        };
    }

    private HttpReply write(
            ServiceCall call, String id, JsonValue document, Precondition precondition) {
        return reply(changes.write(call, id, document, precondition), call);
    }

    HttpReply delete(ServiceCall call) {
        return reply(changes.delete(call, call.id(), Conditions.ofChange(call.headers())), call);
    }

    HttpReply query(ServiceCall call) {
        return switch (Listings.asked(call)) {
            case Listings.Asked.Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case Listings.Asked.Listed asked ->
                    Listings.reply(
                            asked,
                            kind.page(call.scope(), asked.page()),
                            kind.itemType(),
                            kind::listed);
        };
    }

    /// A bulk operation; or, for those who read the address as a collection to add to, the creation
    /// of the one record in the body (open question 7).
    HttpReply post(ServiceCall call) {
        return switch (RequestBody.of(call.request())) {
            case RequestBody.Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case RequestBody.Nothing _ -> bodyNeeded(call);
            case RequestBody.Document(JsonObject document) when single(document) ->
                    document.members().get(kind.idName()) instanceof JsonString(String id)
                            ? write(call, id, document, new Precondition.Absent())
                            : ServiceReplies.refused(
                                    Refusal.explained(
                                            ServiceError.INVALID_ID,
                                            kind.idName() + " must be a string"),
                                    call);
            case RequestBody.Document(JsonValue json) -> bulk.run(call, json);
        };
    }

    private boolean single(JsonObject document) {
        return document.members().containsKey(kind.idName())
                && !BulkJson.isBulk(document, kind.itemsName());
    }

    /// The attestation with its keys. What is disclosed is written down first.
    HttpReply disclose(ServiceCall call) {
        return withRecord(
                call,
                record -> {
                    audit.append(
                            call.caller()
                                    .event(
                                            call.now(),
                                            call.scope().value(),
                                            kind.disclosure(),
                                            call.id(),
                                            "ok"));
                    return ServiceReplies.ok(AttestationJson.writeWithKeys(record.attestation()));
                });
    }

    private HttpReply withRecord(ServiceCall call, Function<R, HttpReply> reply) {
        var id = kind.id(call.id());
        if (id.isEmpty()) {
            return ServiceReplies.refused(
                    Refusal.explained(ServiceError.INVALID_ID, Ids.RULE), call);
        }
        return kind.stored(call.scope(), id.get())
                .map(reply)
                .orElseGet(() -> ServiceReplies.refused(kind.notFound(), call));
    }

    private HttpReply reply(WriteOutcome<R> outcome, ServiceCall call) {
        return changes.refusal(outcome)
                .map(refusal -> ServiceReplies.refused(refusal, call))
                .orElseGet(
                        () ->
                                outcome instanceof WriteOutcome.Written<R>(R record)
                                        ? ServiceReplies.ok(kind.written(record))
                                        : ServiceReplies.done());
    }

    private static HttpReply bodyNeeded(ServiceCall call) {
        return ServiceReplies.refused(
                Refusal.explained(ServiceError.BAD_REQUEST, "a JSON body is needed"), call);
    }
}

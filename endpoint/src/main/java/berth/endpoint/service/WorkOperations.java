package berth.endpoint.service;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStore;
import berth.net.http.HttpReply;
import berth.wire.json.WorkItemJson;

import java.util.Optional;

/// What is still to be done for devices, and what could not be done: the operator's view of the
/// work queue and its dead letters.
///
/// Source: docs/operating.md; reliability, section 4.
final class WorkOperations {
    private static final String ITEM_TYPE = "WorkItem";

    private final WorkStore work;

    WorkOperations(WorkStore work) {
        this.work = work;
    }

    HttpReply list(ServiceCall call) {
        var word = QueryText.first(call.request().query(), "state").orElse("open");
        var state = WorkItemJson.state(word);
        return state.isEmpty()
                ? ServiceReplies.refused(
                        Refusal.explained(
                                ServiceError.BAD_REQUEST, "state is one of open, done, dead"),
                        call)
                : list(call, state.get());
    }

    private HttpReply list(ServiceCall call, WorkEntry.State state) {
        // The state is a part of what is listed, so that a continuation is good for it alone.
        return switch (Listings.asked(call, "state=" + state)) {
            case Listings.Asked.Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case Listings.Asked.Listed asked ->
                    Listings.reply(
                            asked,
                            work.entries(call.scope(), state, asked.page()),
                            ITEM_TYPE,
                            WorkItemJson::write);
        };
    }

    HttpReply replay(ServiceCall call) {
        return settled(call, WorkStore.Word.REPLAY, "work.replayed");
    }

    HttpReply discard(ServiceCall call) {
        return settled(call, WorkStore.Word.DISCARD, "work.discarded");
    }

    private HttpReply settled(ServiceCall call, WorkStore.Word word, String action) {
        var name = name(call);
        return name.isPresent() && settle(call, name.get(), word, action)
                ? ServiceReplies.done()
                : ServiceReplies.refused(
                        Refusal.explained(
                                ServiceError.WORK_ITEM_NOT_FOUND,
                                switch (word) {
                                    case REPLAY -> "only a dead item can be replayed";
                                    case DISCARD -> "only an open or dead item can be discarded";
                                }),
                        call);
    }

    private boolean settle(
            ServiceCall call, WorkItem.Name name, WorkStore.Word word, String action) {
        var target = name.kind() + "/" + name.key();
        return work.settle(
                name,
                word,
                call.caller().event(call.now(), call.scope().value(), action, target, "ok"));
    }

    /// The ID of the path is `kind/key`; a kind has no slash, a key may have some.
    private static Optional<WorkItem.Name> name(ServiceCall call) {
        int slash = call.id().indexOf('/');
        return WorkItemJson.kind(call.id().substring(0, slash))
                .map(kind -> new WorkItem.Name(call.scope(), kind, call.id().substring(slash + 1)));
    }
}

package berth.endpoint.service;

import berth.core.change.Page;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.QueryJson;

import java.util.Optional;
import java.util.function.Function;

/// Queries, which list everything page by page. The query's text is read and remembered in the
/// continuation, but like the real service we do not filter by it: programs depend on that.
///
/// Source: dps-service-api, section 2.7.
final class Listings {
    static final int PAGE_DEFAULT = 100;
    static final int PAGE_MAX = 1000;

    private static final String CONTINUATION = "x-ms-continuation";
    private static final String MAX_ITEM_COUNT = "x-ms-max-item-count";

    /// Six digits are more than any page has and no overflow.
    private static final int COUNT_DIGITS_MAX = 6;

    private Listings() {}

    /// What a request asks to be listed.
    sealed interface Asked {
        record Listed(Continuations.Listing listing, Page.Request page) implements Asked {}

        record Refused(Refusal refusal) implements Asked {}
    }

    static Asked asked(ServiceCall call) {
        return switch (RequestBody.of(call.request())) {
            case RequestBody.Refused(Refusal refusal) -> new Asked.Refused(refusal);
            case RequestBody.Nothing _ -> asked(call, "");
            case RequestBody.Document(JsonValue json) -> {
                try {
                    yield asked(call, QueryJson.read(json));
                } catch (BadDocument e) {
                    yield refused(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    /// @param query what tells this listing from others of the operation
    static Asked asked(ServiceCall call, String query) {
        var limit = limit(call.headers());
        if (limit.isEmpty()) {
            return refused(MAX_ITEM_COUNT + " must be a number");
        }
        var listing =
                new Continuations.Listing(call.instance(), call.operation(), call.id(), query);
        var token = call.headers().first(CONTINUATION).filter(text -> !text.isEmpty());
        if (token.isEmpty()) {
            return new Asked.Listed(listing, new Page.Request("", limit.get()));
        }
        return Continuations.open(listing, token.get())
                .<Asked>map(
                        after -> new Asked.Listed(listing, new Page.Request(after, limit.get())))
                .orElseGet(() -> refused("the continuation is not one of this query"));
    }

    private static Asked refused(String explanation) {
        return new Asked.Refused(Refusal.explained(ServiceError.BAD_REQUEST, explanation));
    }

    /// Zero asks for the default, as no header does.
    private static Optional<Integer> limit(HttpHeaders headers) {
        var text = headers.first(MAX_ITEM_COUNT).map(String::strip).orElse("0");
        if (text.isEmpty()
                || text.length() > COUNT_DIGITS_MAX
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int count = Integer.parseInt(text);
        return Optional.of(count == 0 ? PAGE_DEFAULT : Math.min(count, PAGE_MAX));
    }

    /// On the last page the continuation is absent, never empty: clients would ask for ever.
    static <R> HttpReply reply(
            Asked.Listed asked, Page<R> page, String itemType, Function<R, JsonObject> document) {
        var items = page.items().stream().<JsonValue>map(document).toList();
        var reply =
                ServiceReplies.ok(new JsonArray(items))
                        .with("x-ms-item-type", itemType)
                        .with(MAX_ITEM_COUNT, Integer.toString(asked.page().limit()));
        return page.continuation()
                .map(after -> reply.with(CONTINUATION, Continuations.issue(asked.listing(), after)))
                .orElse(reply);
    }
}

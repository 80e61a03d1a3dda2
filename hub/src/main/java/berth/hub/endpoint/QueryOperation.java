package berth.hub.endpoint;

import berth.core.hub.HubError;
import berth.core.json.JsonArray;
import berth.core.json.JsonValue;
import berth.hub.query.BadQuery;
import berth.hub.query.Continuation;
import berth.hub.query.Query.Selection;
import berth.hub.query.QueryPage;
import berth.hub.query.QueryParser;
import berth.hub.query.QueryRun;
import berth.hub.registry.HubModules;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.MalformedJson;
import berth.wire.json.QueryJson;

/// Queries of twins, page by page. Source: iot-hub-protocol, section 5.7.
record QueryOperation(Asked asked, HubModules modules) {
    private static final String ITEMS_MAX = "x-ms-max-item-count";
    private static final String CONTINUATION = "x-ms-continuation";
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;

    HttpReply run() {
        try {
            var text = QueryJson.read(Bodies.value(asked.request()));
            var query = QueryParser.parse(text);
            var from = Continuation.of(header(CONTINUATION), text);
            var run = new QueryRun(query, TwinRows.of(asked, modules, query));
            return switch (run.page(from, itemsMax())) {
                case QueryPage.TooMuch(var message) ->
                        asked.replies().error(HubError.ARGUMENT_INVALID, message);
                case QueryPage.Rows rows ->
                        reply(rows, text, query.selection() instanceof Selection.Everything);
            };
        } catch (BadQuery e) {
            return asked.replies().error(HubError.ARGUMENT_INVALID, String.valueOf(e.getMessage()));
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    /// The last page has no continuation: one client looks whether the header is there.
    private HttpReply reply(QueryPage.Rows rows, String text, boolean whole) {
        var reply =
                asked.replies()
                        .ok(
                                new JsonArray(
                                        rows.items().stream()
                                                .map(item -> (JsonValue) item)
                                                .toList()))
                        .with("x-ms-item-type", whole ? "Twin" : "Raw");
        var next = rows.next();
        return next == null ? reply : reply.with(CONTINUATION, next.text(text));
    }

    private int itemsMax() throws BadDocument {
        var text = header(ITEMS_MAX);
        if (text.isEmpty()) {
            return PAGE;
        }
        int items = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (items < 1) {
            throw new BadDocument(ITEMS_MAX, "must be a number from 1 to " + PAGE_MAX);
        }
        return Math.min(items, PAGE_MAX);
    }

    private String header(String name) {
        return asked.request().headers().first(name).map(String::strip).orElse("");
    }
}

package berth.connector.webhook;

import berth.connector.guard.CallOutcome;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.OutboundRequest;
import berth.core.allocation.CustomAllocation;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.wire.json.CustomAllocationJson;
import berth.wire.json.JsonText;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;

/// Asks the function at the enrollment's `webhookUrl`: one POST, with the permitted repetition
/// inside of the guarded client.
///
/// The only credential is what the operator put into the URL. The client request ID is that of the
/// operation, so that a function with side effects can tell a repetition.
///
/// Used by many threads. Source: dps-service-api, section 8.5.
public final class HttpCustomAllocation implements CustomAllocation {
    private final GuardedClient client;

    public HttpCustomAllocation(GuardedClient client) {
        this.client = client;
    }

    @Override
    public CustomAllocationAnswer ask(CustomAllocationQuestion question) {
        var definition = question.enrollment().settings().customAllocation();
        if (definition == null) {
            return FunctionReply.failed("the enrollment names no allocation function", false);
        }
        try {
            return ask(question, new URI(definition.webhookUrl()));
        } catch (URISyntaxException _) {
            // The parser's text would repeat a key in the URL.
            return FunctionReply.failed("webhookUrl cannot be read", false);
        }
    }

    private CustomAllocationAnswer ask(CustomAllocationQuestion question, URI url) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "berth");
        headers.put("x-ms-client-request-id", question.requestId().value());
        var request =
                new OutboundRequest(
                        "POST", url, headers, JsonText.bytes(CustomAllocationJson.write(question)));
        var asked = OutboundRequest.shown(url) + ": ";
        return switch (client.call(request)) {
            case CallOutcome.Answered(var status, _, var body) ->
                    FunctionReply.judge(status, body, question.linkedHubs(), asked);
            case CallOutcome.Refused(var reason) -> FunctionReply.failed(asked + reason, false);
            case CallOutcome.Unreachable(var reason) -> FunctionReply.failed(asked + reason, true);
            case CallOutcome.Lost(var reason) -> FunctionReply.failed(asked + reason, true);
            case CallOutcome.Unreadable(var reason) -> FunctionReply.failed(asked + reason, false);
        };
    }
}

package berth.connector.webhook;

import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationAnswer.Failed;
import berth.core.enrollment.InitialTwinRules;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.wire.json.BadDocument;
import berth.wire.json.CustomAllocationJson;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.util.List;

/// What an allocation function's reply is worth. The content type is not looked at: functions that
/// return a text are served as `text/plain`, and what counts is whether it is the right JSON.
///
/// Source: dps-service-api, sections 5.4 and 8.5.
final class FunctionReply {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private FunctionReply() {}

    /// @param asked where the reply comes from, the beginning of every reason
    static CustomAllocationAnswer judge(
            int status, ByteString body, List<HubHostName> linkedHubs, String asked) {
        if (status / 100 != 2) {
            return refused(status, asked);
        }
        try {
            var decided = CustomAllocationJson.read(JsonText.parse(body, JsonLimits.DEFAULT));
            return judge(decided, linkedHubs, asked);
        } catch (MalformedJson e) {
            return unusable("the reply cannot be read: " + e.getMessage(), asked);
        } catch (BadDocument e) {
            return unusable("in the reply, " + e.getMessage(), asked);
        }
    }

    private static CustomAllocationAnswer judge(
            Decided decided, List<HubHostName> linkedHubs, String asked) {
        if (decided.hub() != null && !linkedHubs.contains(decided.hub())) {
            return unusable(
                    "the hub %s is not one of those to choose from".formatted(decided.hub()),
                    asked);
        }
        if (decided.initialTwin() != null) {
            var violation = InitialTwinRules.violation(decided.initialTwin());
            if (violation.isPresent()) {
                return unusable(violation.get(), asked);
            }
        }
        return decided;
    }

    /// Any status but success. The device's text has the form that Azure's has.
    private static Failed refused(int status, String asked) {
        boolean unauthorized = status == UNAUTHORIZED || status == FORBIDDEN;
        boolean mayPass =
                status / 100 == 5 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
        return new Failed(
                unauthorized
                        ? ServiceError.HUB_UNAUTHORIZED
                        : ServiceError.CUSTOM_ALLOCATION_FAILED,
                "Custom allocation failed with status code: " + status,
                asked
                        + "status "
                        + status
                        + (status / 100 == 3 ? "; redirects are not followed" : ""),
                mayPass);
    }

    /// A reply that breaks the contract: the device may read what is wrong with it, because nothing
    /// in it is ours and the texts repeat no values but a hub's name.
    private static Failed unusable(String problem, String asked) {
        return new Failed(
                ServiceError.CUSTOM_ALLOCATION_FAILED,
                "Custom allocation failed: " + problem,
                asked + problem,
                false);
    }

    /// There is no reply. The device is not told hosts and addresses.
    static Failed failed(String reason, boolean transientTrouble) {
        return new Failed(
                ServiceError.CUSTOM_ALLOCATION_FAILED,
                transientTrouble
                        ? "Custom allocation failed: the allocation function did not answer"
                        : "Custom allocation failed: the allocation function cannot be used",
                reason,
                transientTrouble);
    }
}

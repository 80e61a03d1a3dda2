package berth.hub.endpoint;

import berth.core.access.HubRight;
import berth.core.access.SasToken;
import berth.core.access.SharedAccess;
import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.id.HostName;
import berth.hub.registry.EmbeddedHub;
import berth.net.http.HttpRequest;
import berth.wire.sas.SasText;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Who may do what at the service API: shared access policies only, named by the token in
/// `Authorization`. Refused tokens leave an audit entry; requests without a readable token do not,
/// because anybody can send any number of them.
final class HubAccess {
    private static final String ANONYMOUS = "anonymous";
    private static final int OUTCOME_LENGTH_MAX = 256;

    /// What the judgement came to.
    sealed interface Verdict {
        record Granted(Caller caller, Set<HubRight> rights) implements Verdict {}

        /// `message` is safe for the caller: it tells more only to those who proved a policy.
        record Denied(String message) implements Verdict {}
    }

    private final AuditLog audit;
    private final InstantSource clock;

    HubAccess(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    Verdict judge(
            EmbeddedHub hub, HubRoute.Operation operation, HttpRequest request, String trackingId) {
        var authorization = request.headers().first("Authorization").orElse("");
        return switch (SasText.parse(authorization)) {
            case SasText.Parsed.Refused _ -> new Verdict.Denied("Unauthorized");
            case SasText.Parsed.Token(var token) ->
                    judge(hub, operation, token, request, trackingId);
        };
    }

    private Verdict judge(
            EmbeddedHub hub,
            HubRoute.Operation operation,
            SasToken token,
            HttpRequest request,
            String trackingId) {
        var source = request.peer().address();
        var policies = hub.policies();
        var forbidden = "";
        for (var right : operation.rights()) {
            var verdict =
                    SharedAccess.judge(
                            token,
                            policies,
                            new HostName(hub.hostName().value()),
                            decoded(request.path()),
                            right,
                            clock.instant());
            switch (verdict) {
                case SharedAccess.Verdict.Granted<HubRight>(var policy) -> {
                    return new Verdict.Granted(
                            caller(policy.name(), source, trackingId), policy.rights());
                }
                case SharedAccess.Verdict.Refused<HubRight>(var reason) -> {
                    record(hub, new Caller(ANONYMOUS, source, trackingId), request, reason);
                    return new Verdict.Denied("Unauthorized");
                }
                case SharedAccess.Verdict.Forbidden<HubRight>(var policyName, _) ->
                        forbidden = policyName;
            }
        }
        record(
                hub,
                caller(forbidden, source, trackingId),
                request,
                "the policy lacks " + operation.rights());
        return new Verdict.Denied(
                "The shared access policy " + forbidden + " does not allow this operation");
    }

    private void record(EmbeddedHub hub, Caller caller, HttpRequest request, String reason) {
        audit.append(
                caller.event(
                        clock.instant(),
                        hub.hostName().value(),
                        "access.refused",
                        cut(request.method() + " " + request.path()),
                        cut(reason)));
    }

    private static Caller caller(String policyName, String source, String trackingId) {
        return new Caller("policy:" + policyName, source, trackingId);
    }

    /// The path as a token would name it. It was decoded for the route already, so it can be.
    private static String decoded(String path) {
        return "/" + String.join("/", HubRoutes.segments(path).orElse(List.of()));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), OUTCOME_LENGTH_MAX));
    }
}

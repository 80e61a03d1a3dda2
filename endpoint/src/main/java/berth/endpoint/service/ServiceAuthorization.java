package berth.endpoint.service;

import berth.core.access.Right;
import berth.core.access.SasToken;
import berth.core.access.SharedAccess;
import berth.core.id.HostName;
import berth.core.instance.ServiceInstance;
import berth.net.http.HttpRequest;
import berth.wire.sas.SasText;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// The one place where it is decided whether a request may do what it asks for.
///
/// Source: dps-service-api, sections 1.1 and 1.2.
final class ServiceAuthorization {
    /// The policy name in every device's token. Such a token is signed by the holder of a device
    /// key, so it must not open this door even if a policy should ever have that name.
    private static final String DEVICE_POLICY = "registration";

    private static final int REASON_LENGTH_MAX = 256;

    private final Function<String, Optional<ServiceInstance>> instances;

    /// @param instances the instance a host name belongs to, alias or not
    ServiceAuthorization(Function<String, Optional<ServiceInstance>> instances) {
        this.instances = instances;
    }

    /// What was decided.
    sealed interface Decision {
        /// The caller may.
        ///
        /// @param actor the caller, for the audit trail
        record Granted(String actor) implements Decision {}

        /// The caller may not, or is not known.
        ///
        /// @param actor the caller as far as it is proven
        /// @param reason for the log and the audit trail; in one line
        record Refused(String actor, String reason) implements Decision {}
    }

    Decision judge(
            HttpRequest request,
            ServiceInstance instance,
            ServiceOperation operation,
            String path,
            Instant now) {
        var header = request.headers().first("Authorization");
        if (header.isEmpty()) {
            return refused("the request has no Authorization header");
        }
        return switch (SasText.parse(header.get())) {
            case SasText.Parsed.Refused(String reason) -> refused(reason);
            case SasText.Parsed.Token(SasToken token) ->
                    judge(token, request.host(), instance, operation.right(), path, now);
        };
    }

    private Decision judge(
            SasToken token,
            String host,
            ServiceInstance instance,
            Right right,
            String path,
            Instant now) {
        if (token.policy().filter(DEVICE_POLICY::equalsIgnoreCase).isPresent()) {
            return refused("the token is a device's");
        }
        var verdict =
                SharedAccess.judge(
                        token,
                        instance.policies(),
                        addressed(token, host, instance),
                        path,
                        right,
                        now);
        return switch (verdict) {
            case SharedAccess.Verdict.Granted<Right>(var policy) ->
                    new Decision.Granted("policy:" + policy.name());
            case SharedAccess.Verdict.Forbidden<Right>(String policyName, Right missing) ->
                    new Decision.Refused(
                            "policy:" + policyName, "the policy lacks " + missing.spelling());
            case SharedAccess.Verdict.Refused<Right>(String reason) -> refused(reason);
        };
    }

    /// The host the token is judged for: the one it names if that is a name of this instance, else
    /// the one that was called. An instance may be called by one alias with a token for another.
    private HostName addressed(SasToken token, String host, ServiceInstance instance) {
        return named(token)
                .filter(
                        name ->
                                instances
                                        .apply(name.value())
                                        .filter(found -> found.scope().equals(instance.scope()))
                                        .isPresent())
                .orElseGet(() -> new HostName(host));
    }

    private static Optional<HostName> named(SasToken token) {
        var resource = token.resource();
        int scheme = resource.indexOf("://");
        var text = scheme < 0 ? resource : resource.substring(scheme + 3);
        int slash = text.indexOf('/');
        try {
            return Optional.of(new HostName(slash < 0 ? text : text.substring(0, slash)));
        } catch (IllegalArgumentException _) {
            // The token names no host at all; it is judged for the one that was called and fails.
            return Optional.empty();
        }
    }

    /// Reasons quote what strangers sent, so they are cut and kept to one line.
    private static Decision refused(String reason) {
        var line = reason.replaceAll("\\p{Cntrl}", "?");
        return new Decision.Refused(
                "anonymous", line.substring(0, Math.min(line.length(), REASON_LENGTH_MAX)));
    }
}

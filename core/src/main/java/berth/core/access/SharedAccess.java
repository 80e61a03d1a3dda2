package berth.core.access;

import berth.core.id.HostName;
import berth.core.secret.SymmetricKeys;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Judges a token of a shared access policy, for a provisioning service or a hub alike.
///
/// Source: dps-service-api section 1.1, iot-hub-protocol section 1.1.
public final class SharedAccess {
    /// What the judgement concluded.
    ///
    /// @param <R> the kind of right
    public sealed interface Verdict<R extends Enum<R>> {
        record Granted<R extends Enum<R>>(AccessPolicy<R> policy) implements Verdict<R> {}

        /// The token is good but its policy lacks `missing`.
        record Forbidden<R extends Enum<R>>(String policyName, R missing) implements Verdict<R> {}

        /// `reason` is for the log and the audit trail.
        record Refused<R extends Enum<R>>(String reason) implements Verdict<R> {}
    }

    private SharedAccess() {}

    /// Judges `token` for `path` on `host`.
    ///
    /// @param policies the policies of whoever is addressed
    /// @param path the request's path, starting with a slash
    public static <R extends Enum<R>> Verdict<R> judge(
            SasToken token,
            List<AccessPolicy<R>> policies,
            HostName host,
            String path,
            R required,
            Instant now) {
        return judge(token, policies, host, path, required, now, SasVerification::signedBy);
    }

    /// As [#judge]; besides, a key's text in base64 is taken for the key, as clients of Event Hubs
    /// sign.
    public static <R extends Enum<R>> Verdict<R> judgeConsumer(
            SasToken token,
            List<AccessPolicy<R>> policies,
            HostName host,
            String path,
            R required,
            Instant now) {
        return judge(
                token,
                policies,
                host,
                path,
                required,
                now,
                (shown, keys) ->
                        SasVerification.signedBy(shown, keys)
                                || SasVerification.signedByText(shown, keys));
    }

    private static <R extends Enum<R>> Verdict<R> judge(
            SasToken token,
            List<AccessPolicy<R>> policies,
            HostName host,
            String path,
            R required,
            Instant now,
            BiPredicate<SasToken, SymmetricKeys> signed) {
        var name = token.policy();
        if (name.isEmpty()) {
            return new Verdict.Refused<>("the token names no policy (skn)");
        }
        Optional<AccessPolicy<R>> policy =
                policies.stream().filter(p -> p.name().equalsIgnoreCase(name.get())).findFirst();
        if (policy.isEmpty()) {
            return new Verdict.Refused<>("no policy " + name.get());
        }
        if (!signed.test(token, policy.get().keys())) {
            return new Verdict.Refused<>("signature does not match a key of policy " + name.get());
        }
        if (SasVerification.expired(token, now)) {
            return new Verdict.Refused<>("the token expired at " + token.expirySeconds());
        }
        if (!covers(token.resource(), host.value() + path)) {
            return new Verdict.Refused<>("the token is for another resource: " + token.resource());
        }
        if (!policy.get().rights().contains(required)) {
            return new Verdict.Forbidden<>(policy.get().name(), required);
        }
        return new Verdict.Granted<>(policy.get());
    }

    /// Whether `granted` is `requested` or a whole-segment prefix of it, without case.
    static boolean covers(String granted, String requested) {
        var prefix = trim(granted.toLowerCase(Locale.ROOT));
        var whole = trim(requested.toLowerCase(Locale.ROOT));
        return whole.equals(prefix) || whole.startsWith(prefix + "/");
    }

    private static String trim(String resource) {
        int scheme = resource.indexOf("://");
        var text = scheme < 0 ? resource : resource.substring(scheme + 3);
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}

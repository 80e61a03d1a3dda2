package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/// The user name of a CONNECT, and what it has to do with the client identifier:
///
/// ```text
/// client identifier = {device ID} [ "/" {module ID} ]
/// user name         = {host} "/" {client identifier} [ "/" [ "?" ] {query} ]
/// ```
///
/// The names are not encoded. Of the query only the model counts; an `api-version` may be missing,
/// but not empty.
///
/// Source: iot-hub-protocol, section 1.4.
///
/// @param host as the client wrote it
/// @param modelId decoded, or null
record HubUserName(String host, HubClient client, @Nullable String modelId) {
    /// What a CONNECT says of its sender.
    sealed interface Parsed {
        record Named(HubUserName name) implements Parsed {}

        /// The client identifier cannot be anybody's.
        record NobodysIdentifier() implements Parsed {}

        /// @param reason for the log
        record Wrong(String reason) implements Parsed {}
    }

    static Parsed parse(String clientId, @Nullable String userName) {
        HubClient client;
        try {
            client = HubClient.parse(clientId);
        } catch (IllegalArgumentException _) {
            return new Parsed.NobodysIdentifier();
        }
        if (userName == null) {
            return new Parsed.Wrong("no user name");
        }
        int slash = userName.indexOf('/');
        if (slash <= 0) {
            return new Parsed.Wrong("no user name of a hub's device");
        }
        var rest = userName.substring(slash + 1);
        if (!rest.startsWith(clientId)) {
            return new Parsed.Wrong("the user name is not the client identifier's");
        }
        return query(rest.substring(clientId.length()))
                .<Parsed>map(
                        query ->
                                first(query, "api-version").filter(String::isEmpty).isPresent()
                                        ? new Parsed.Wrong("an empty api-version")
                                        : new Parsed.Named(
                                                new HubUserName(
                                                        userName.substring(0, slash),
                                                        client,
                                                        model(query))))
                .orElseGet(() -> new Parsed.Wrong("the user name is not the client identifier's"));
    }

    /// What stands behind the identifier; empty if that is more of an identifier.
    private static Optional<String> query(String behind) {
        if (behind.isEmpty() || behind.equals("/")) {
            return Optional.of("");
        }
        if (behind.startsWith("/?")) {
            return Optional.of(behind.substring(2));
        }
        boolean looksLikeOne = behind.indexOf('=') > 1 && behind.indexOf('/', 1) < 0;
        return behind.startsWith("/") && looksLikeOne
                ? Optional.of(behind.substring(1))
                : Optional.empty();
    }

    private static @Nullable String model(String query) {
        return first(query, "model-id")
                .map(text -> PercentEncoding.decodeLeniently(text).orElse(text))
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    private static Optional<String> first(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }
}

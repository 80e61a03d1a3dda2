package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;
import berth.wire.uri.PercentEncoding;

import java.util.Optional;

/// What a token is presented for. Source: iot-hub-protocol, sections 3.2 and 6.1.
sealed interface Audience {
    /// To act as a device or a module.
    record Client(HubClient client) implements Audience {}

    /// To use the service side.
    ///
    /// @param path beginning with a slash
    record Service(String path) implements Audience {}

    /// `{host}[/…]`, perhaps with a scheme and a port, perhaps encoded as a whole: one stock client
    /// names the token's resource as the token does.
    ///
    /// @return empty if it is nothing of this hub's
    static Optional<Audience> parse(String name, HubHostName hub) {
        int scheme = name.indexOf("://");
        var text = scheme < 0 ? name : name.substring(scheme + 3);
        if (text.indexOf('/') < 0) {
            text = PercentEncoding.decodeLeniently(text).orElse(text);
            int inner = text.indexOf("://");
            text = inner < 0 ? text : text.substring(inner + 3);
        }
        int slash = text.indexOf('/');
        var host = slash < 0 ? text : text.substring(0, slash);
        int port = host.indexOf(':');
        if (!(port < 0 ? host : host.substring(0, port)).equalsIgnoreCase(hub.value())) {
            return Optional.empty();
        }
        var path = NodeAddress.path(slash < 0 ? "" : text.substring(slash));
        return Optional.of(
                NodeAddress.client(path)
                        .<Audience>map(of -> new Client(of.client()))
                        .orElse(new Service("/" + path)));
    }
}

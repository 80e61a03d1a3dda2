package berth.endpoint.device.amqp;

import java.util.Optional;
import java.util.regex.Pattern;

/// Whom a link is about: `{scope}/registrations/{registration ID}`, which stock clients write with
/// or without a slash before it or as a whole URL; the same text names a device in SASL.
///
/// Source: dps-device-protocol, sections 3.2 and 3.4.
record LinkAddress(String scope, String registrationId) {
    private static final Pattern AUTHORITY = Pattern.compile("(?i)amqps?://[^/]*/");
    private static final int PARTS = 3;

    static Optional<LinkAddress> parse(String text) {
        var url = AUTHORITY.matcher(text);
        var path = url.lookingAt() ? text.substring(url.end()) : text;
        var parts = path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
        return parts.length == PARTS
                        && parts[1].equals("registrations")
                        && !parts[0].isEmpty()
                        && !parts[2].isEmpty()
                ? Optional.of(new LinkAddress(parts[0], parts[2]))
                : Optional.empty();
    }

    /// Whether the same device is meant: case does not count.
    boolean means(LinkAddress other) {
        return scope.equalsIgnoreCase(other.scope)
                && registrationId.equalsIgnoreCase(other.registrationId);
    }

    @Override
    public String toString() {
        return scope + "/registrations/" + registrationId;
    }
}

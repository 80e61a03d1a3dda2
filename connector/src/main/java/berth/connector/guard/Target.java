package berth.connector.guard;

import berth.core.id.HostName;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/// Where a request goes, taken from its URL.
///
/// @param host lower case, without brackets and final dot
/// @param hostHeader as the server expects it: with brackets and any port that is not the usual one
/// @param path with the query
record Target(boolean tls, String host, int port, String hostHeader, String path) {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int PORT_MAX = 65_535;
    private static final int NAME_CHARS_MAX = 253;
    private static final int LABEL_CHARS_MAX = 63;

    /// What reading a URL came to.
    sealed interface Reading {
        record Callable(Target target) implements Reading {}

        record Refused(String reason) implements Reading {}
    }

    static Reading of(URI url, GuardSettings settings) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        if (!tls && !(settings.plainHttp() && "http".equalsIgnoreCase(url.getScheme()))) {
            return new Reading.Refused(
                    settings.plainHttp() ? "the URL is not http or https" : "the URL is not https");
        }
        if (url.getRawUserInfo() != null) {
            return new Reading.Refused("the URL has user information in it");
        }
        if (url.getHost() == null) {
            return new Reading.Refused("the URL has no usable host name");
        }
        int usual = tls ? HTTPS_PORT : HTTP_PORT;
        int port = url.getPort() < 0 ? usual : url.getPort();
        if (port == 0 || port > PORT_MAX) {
            return new Reading.Refused("the URL has an impossible port");
        }
        var host = folded(url.getHost());
        if (!isPossible(host)) {
            return new Reading.Refused("the URL has an impossible host name");
        }
        if (!settings.hosts().isEmpty() && !isListed(host, settings)) {
            return new Reading.Refused("the host " + host + " is not on the list of hosts");
        }
        return new Reading.Callable(
                new Target(tls, host, port, hostHeader(host, port, usual), path(url)));
    }

    private static String folded(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return lower.substring(1, lower.length() - 1);
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// The lengths only; the rest of the syntax the URL's own reader has checked. Source: RFC 1035,
    /// section 2.3.4.
    private static boolean isPossible(String host) {
        return isIpv6(host)
                || (host.length() <= NAME_CHARS_MAX
                        && Arrays.stream(host.split("\\.", -1))
                                .allMatch(label -> label.length() <= LABEL_CHARS_MAX));
    }

    private static boolean isListed(String host, GuardSettings settings) {
        return !isIpv6(host) && settings.hosts().contains(new HostName(host));
    }

    private static String hostHeader(String host, int port, int usual) {
        var name = isIpv6(host) ? "[" + host + "]" : host;
        return port == usual ? name : name + ":" + port;
    }

    private static boolean isIpv6(String host) {
        return host.indexOf(':') >= 0;
    }

    /// Escapes what is beyond ASCII; everything else goes out as it was written.
    private static String path(URI url) {
        var ascii = URI.create(url.toASCIIString());
        var path =
                ascii.getRawPath() == null || ascii.getRawPath().isEmpty()
                        ? "/"
                        : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }
}

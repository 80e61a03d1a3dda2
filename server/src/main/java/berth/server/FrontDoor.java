package berth.server;

import berth.net.http.HttpEndpoint;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import java.util.Set;
import java.util.regex.Pattern;

/// One port for everything: sends each request to the house it is meant for, by the Host header
/// first and the path second, never by the port.
///
/// A hub's name leads to the hub. Everything else is the provisioning service, where the service
/// operations are told from device requests by their path: they stand at the root, device requests
/// behind an ID scope. Source: dps-device-protocol, section 5.3.
final class FrontDoor implements HttpEndpoint {
    private static final Pattern SERVICE_PATH =
            Pattern.compile(
                    "/(enrollments|enrollmentGroups|registrations"
                            + "|linkedHubs|allocation|workItems|usage)(/.*)?",
                    Pattern.CASE_INSENSITIVE);

    private final Set<String> hubHosts;
    private final HttpEndpoint hub;
    private final HttpEndpoint service;
    private final HttpEndpoint device;

    FrontDoor(Set<String> hubHosts, HttpEndpoint hub, HttpEndpoint service, HttpEndpoint device) {
        this.hubHosts = Set.copyOf(hubHosts);
        this.hub = hub;
        this.service = service;
        this.device = device;
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        return house(request.host(), request.path()).handle(request);
    }

    @Override
    public HttpReply refusal(int status, String path, String host) {
        return house(host, path).refusal(status, path, host);
    }

    /// The largest body this request may have. Source: reliability, section 10.
    int bodyBytesMax(String host, String path) {
        boolean isDevice = !hubHosts.contains(host) && !isService(path);
        return isDevice ? 128 * 1024 : 1024 * 1024;
    }

    private HttpEndpoint house(String host, String path) {
        if (hubHosts.contains(host)) {
            return hub;
        }
        return isService(path) ? service : device;
    }

    private static boolean isService(String path) {
        return SERVICE_PATH.matcher(path).matches();
    }
}

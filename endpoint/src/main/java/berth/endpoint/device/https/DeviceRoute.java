package berth.endpoint.device.https;

import berth.wire.uri.PercentEncoding;

import java.util.ArrayList;
import java.util.List;

/// Where a request goes, by method and path:
///
/// | method | path | |
/// | --- | --- | --- |
/// | PUT | `/{scope}/registrations/{registration ID}/register` | register |
/// | GET | `/{scope}/registrations/{registration ID}/operations/{operation ID}` | operation status |
/// | POST | `/{scope}/registrations/{registration ID}` | registration status lookup |
///
/// Each segment is percent-decoded once; an encoded slash separates nothing.
///
/// Source: dps-device-protocol, section 1.1.
sealed interface DeviceRoute {
    record Register(String scope, String registrationId) implements DeviceRoute {}

    record Status(String scope, String registrationId, String operationId) implements DeviceRoute {}

    record Lookup(String scope, String registrationId) implements DeviceRoute {}

    /// The path is known, but not with this method.
    record WrongMethod(String allowed) implements DeviceRoute {}

    /// The path is not percent-encoded UTF-8.
    record Unreadable() implements DeviceRoute {}

    /// No such path.
    record Nowhere() implements DeviceRoute {}

    static DeviceRoute of(String method, String path) {
        var segments = new ArrayList<String>();
        for (var encoded : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
            var segment = PercentEncoding.decode(encoded);
            if (segment.isEmpty()) {
                return new Unreadable();
            }
            segments.add(segment.get());
        }
        return of(method, segments);
    }

    private static DeviceRoute of(String method, List<String> path) {
        if (path.size() < 3 || !path.get(1).equals("registrations")) {
            return new Nowhere();
        }
        var scope = path.get(0);
        var registrationId = path.get(2);
        if (path.size() == 3) {
            return allow("POST", method, new Lookup(scope, registrationId));
        }
        if (path.size() == 4 && path.get(3).equals("register")) {
            return allow("PUT", method, new Register(scope, registrationId));
        }
        if (path.size() == 5 && path.get(3).equals("operations")) {
            return allow("GET", method, new Status(scope, registrationId, path.get(4)));
        }
        return new Nowhere();
    }

    private static DeviceRoute allow(String allowed, String method, DeviceRoute route) {
        return method.equals(allowed) ? route : new WrongMethod(allowed);
    }
}

package berth.endpoint.service;

import berth.wire.uri.PercentEncoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which operation a method and a path mean. Names of collections are compared without case and one
/// slash at the end is nothing, because Node's client sends `/enrollmentgroups/` and
/// `/enrollments/`.
///
/// Source: dps-service-api, sections 0.3 and 0.5.
final class ServiceRoutes {
    /// Stands for an ID.
    private static final String ID = "*";

    /// A line of the table.
    ///
    /// @param segments in lower case
    private record Line(String method, List<String> segments, ServiceOperation operation) {
        static Line of(String method, String path, ServiceOperation operation) {
            return new Line(method, List.of(path.split("/", -1)), operation);
        }

        boolean fits(List<String> names) {
            if (names.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                if (!segments.get(i).equals(ID)
                        && !segments.get(i).equalsIgnoreCase(names.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /// What stands in the places of IDs.
        String id(List<String> names) {
            return IntStream.range(0, segments.size())
                    .filter(i -> segments.get(i).equals(ID))
                    .mapToObj(names::get)
                    .collect(Collectors.joining("/"));
        }
    }

    /// The one table of paths. The first line that fits counts: `query` is an operation for POST
    /// and an ordinary ID for every other method.
    private static final List<Line> LINES =
            List.of(
                    Line.of("GET", "enrollments", ServiceOperation.QUERY_ENROLLMENTS),
                    Line.of("POST", "enrollments", ServiceOperation.POST_ENROLLMENTS),
                    Line.of("POST", "enrollments/query", ServiceOperation.QUERY_ENROLLMENTS),
                    Line.of("GET", "enrollments/*", ServiceOperation.READ_ENROLLMENT),
                    Line.of("PUT", "enrollments/*", ServiceOperation.WRITE_ENROLLMENT),
                    Line.of("DELETE", "enrollments/*", ServiceOperation.DELETE_ENROLLMENT),
                    Line.of(
                            "POST",
                            "enrollments/*/attestationmechanism",
                            ServiceOperation.DISCLOSE_ENROLLMENT),
                    Line.of("GET", "enrollmentgroups", ServiceOperation.QUERY_GROUPS),
                    Line.of("POST", "enrollmentgroups", ServiceOperation.POST_GROUPS),
                    Line.of("POST", "enrollmentgroups/query", ServiceOperation.QUERY_GROUPS),
                    Line.of("GET", "enrollmentgroups/*", ServiceOperation.READ_GROUP),
                    Line.of("PUT", "enrollmentgroups/*", ServiceOperation.WRITE_GROUP),
                    Line.of("DELETE", "enrollmentgroups/*", ServiceOperation.DELETE_GROUP),
                    Line.of(
                            "POST",
                            "enrollmentgroups/*/attestationmechanism",
                            ServiceOperation.DISCLOSE_GROUP),
                    Line.of("GET", "registrations/*", ServiceOperation.READ_REGISTRATION),
                    Line.of("DELETE", "registrations/*", ServiceOperation.DELETE_REGISTRATION),
                    Line.of("POST", "registrations/*/query", ServiceOperation.QUERY_REGISTRATIONS),
                    Line.of(
                            "POST",
                            "registrations/*/disable",
                            ServiceOperation.DISABLE_REGISTRATION),
                    Line.of("POST", "registrations/*/enable", ServiceOperation.ENABLE_REGISTRATION),
                    Line.of(
                            "POST",
                            "registrations/*/decommission",
                            ServiceOperation.DECOMMISSION_REGISTRATION),
                    Line.of("GET", "linkedhubs", ServiceOperation.LIST_LINKED_HUBS),
                    Line.of("GET", "linkedhubs/*", ServiceOperation.READ_LINKED_HUB),
                    Line.of("PUT", "linkedhubs/*", ServiceOperation.WRITE_LINKED_HUB),
                    Line.of("PATCH", "linkedhubs/*", ServiceOperation.CHANGE_LINKED_HUB),
                    Line.of("DELETE", "linkedhubs/*", ServiceOperation.DELETE_LINKED_HUB),
                    Line.of("GET", "allocation", ServiceOperation.READ_ALLOCATION),
                    Line.of("PATCH", "allocation", ServiceOperation.CHANGE_ALLOCATION),
                    Line.of("GET", "workitems", ServiceOperation.LIST_WORK),
                    Line.of("POST", "workitems/*/*/replay", ServiceOperation.REPLAY_WORK),
                    Line.of("POST", "workitems/*/*/discard", ServiceOperation.DISCARD_WORK),
                    Line.of("GET", "usage", ServiceOperation.READ_USAGE));

    /// A collection that is known and has no operation of its own.
    private static final String REGISTRATIONS = "registrations";

    /// What a method and a path mean.
    sealed interface Route {
        /// An operation.
        ///
        /// @param id the ID in the path, decoded; empty if the operation takes none; two with a
        ///   slash between
        /// @param path the whole path, decoded and without the slash at its end
        record Found(ServiceOperation operation, String id, String path) implements Route {}

        /// The path means something, but not with this method.
        ///
        /// @param allow the methods that mean something, for the `Allow` header
        record WrongMethod(String allow) implements Route {}

        record Unknown() implements Route {}
    }

    private ServiceRoutes() {}

    static Route route(String method, String encodedPath) {
        var segments = segments(encodedPath);
        if (segments.isEmpty()) {
            return new Route.Unknown();
        }
        var names = segments.get();
        var fitting = LINES.stream().filter(line -> line.fits(names)).toList();
        return fitting.stream()
                .filter(line -> line.method().equals(method))
                .<Route>map(line -> found(line, names))
                .findFirst()
                .orElseGet(() -> otherwise(fitting, names));
    }

    private static Route found(Line line, List<String> names) {
        return new Route.Found(line.operation(), line.id(names), "/" + String.join("/", names));
    }

    private static Route otherwise(List<Line> fitting, List<String> names) {
        boolean collection = names.size() == 1 && names.getFirst().equalsIgnoreCase(REGISTRATIONS);
        return fitting.isEmpty() && !collection
                ? new Route.Unknown()
                : new Route.WrongMethod(
                        fitting.stream()
                                .map(Line::method)
                                .distinct()
                                .collect(Collectors.joining(", ")));
    }

    /// Decoded one by one, so that an escaped slash separates nothing.
    private static Optional<List<String>> segments(String encodedPath) {
        if (!encodedPath.startsWith("/")) {
            return Optional.empty();
        }
        int end = encodedPath.endsWith("/") ? encodedPath.length() - 1 : encodedPath.length();
        var segments = new ArrayList<String>();
        for (var segment : encodedPath.substring(1, Math.max(1, end)).split("/", -1)) {
            var decoded = PercentEncoding.decode(segment);
            if (decoded.isEmpty() || decoded.get().isEmpty()) {
                return Optional.empty();
            }
            segments.add(decoded.get());
        }
        return Optional.of(segments);
    }
}

package berth.endpoint.service;

import berth.wire.uri.PercentEncoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which operation a method and a path mean. Names of collections are compared without case and one
/// slash at the end is nothing, because Node's client sends `/enrollmentgroups/` and
/// `/enrollments/`.
///
/// Source: dps-service-api, sections 0.3 and 0.5.
final class ServiceRoutes {
    private static final String QUERY = "query";
    private static final String ATTESTATION_MECHANISM = "attestationmechanism";

    /// What concerns a collection as a whole and therefore has no ID.
    private static final Set<ServiceOperation> OF_ALL =
            Set.of(
                    ServiceOperation.QUERY_ENROLLMENTS,
                    ServiceOperation.POST_ENROLLMENTS,
                    ServiceOperation.QUERY_GROUPS,
                    ServiceOperation.POST_GROUPS);

    /// The three collections, each with its operations.
    private enum Collection {
        ENROLLMENTS,
        GROUPS,
        REGISTRATIONS
    }

    /// What a method and a path mean.
    sealed interface Route {
        /// An operation.
        ///
        /// @param id the ID in the path, decoded; empty if the operation takes none
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
        var collection = collection(names.getFirst());
        if (collection.isEmpty()) {
            return new Route.Unknown();
        }
        var found =
                switch (names.size()) {
                    case 1 -> all(collection.get());
                    case 2 -> one(collection.get(), method, names.get(1));
                    case 3 -> inner(collection.get(), names.get(2));
                    default -> List.<Method>of();
                };
        if (found.isEmpty()) {
            return names.size() == 1 ? new Route.WrongMethod("") : new Route.Unknown();
        }
        return found.stream()
                .filter(candidate -> candidate.name().equals(method))
                .<Route>map(candidate -> found(candidate.operation(), names))
                .findFirst()
                .orElseGet(
                        () ->
                                new Route.WrongMethod(
                                        String.join(
                                                ", ", found.stream().map(Method::name).toList())));
    }

    private static Route found(ServiceOperation operation, List<String> names) {
        var id = OF_ALL.contains(operation) ? "" : names.get(1);
        return new Route.Found(operation, id, "/" + String.join("/", names));
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

    private static Optional<Collection> collection(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "enrollments" -> Optional.of(Collection.ENROLLMENTS);
            case "enrollmentgroups" -> Optional.of(Collection.GROUPS);
            case "registrations" -> Optional.of(Collection.REGISTRATIONS);
            default -> Optional.empty();
        };
    }

    private static List<Method> all(Collection collection) {
        return switch (collection) {
            case ENROLLMENTS ->
                    List.of(
                            new Method("GET", ServiceOperation.QUERY_ENROLLMENTS),
                            new Method("POST", ServiceOperation.POST_ENROLLMENTS));
            case GROUPS ->
                    List.of(
                            new Method("GET", ServiceOperation.QUERY_GROUPS),
                            new Method("POST", ServiceOperation.POST_GROUPS));
            case REGISTRATIONS -> List.of();
        };
    }

    /// `query` is an operation for POST and an ordinary ID for every other method.
    private static List<Method> one(Collection collection, String method, String id) {
        boolean query = method.equals("POST") && id.equalsIgnoreCase(QUERY);
        return switch (collection) {
            case ENROLLMENTS ->
                    query
                            ? List.of(new Method("POST", ServiceOperation.QUERY_ENROLLMENTS))
                            : List.of(
                                    new Method("GET", ServiceOperation.READ_ENROLLMENT),
                                    new Method("PUT", ServiceOperation.WRITE_ENROLLMENT),
                                    new Method("DELETE", ServiceOperation.DELETE_ENROLLMENT));
            case GROUPS ->
                    query
                            ? List.of(new Method("POST", ServiceOperation.QUERY_GROUPS))
                            : List.of(
                                    new Method("GET", ServiceOperation.READ_GROUP),
                                    new Method("PUT", ServiceOperation.WRITE_GROUP),
                                    new Method("DELETE", ServiceOperation.DELETE_GROUP));
            case REGISTRATIONS ->
                    List.of(
                            new Method("GET", ServiceOperation.READ_REGISTRATION),
                            new Method("DELETE", ServiceOperation.DELETE_REGISTRATION));
        };
    }

    private static List<Method> inner(Collection collection, String name) {
        return switch (collection) {
            case ENROLLMENTS ->
                    name.equalsIgnoreCase(ATTESTATION_MECHANISM)
                            ? List.of(new Method("POST", ServiceOperation.DISCLOSE_ENROLLMENT))
                            : List.of();
            case GROUPS ->
                    name.equalsIgnoreCase(ATTESTATION_MECHANISM)
                            ? List.of(new Method("POST", ServiceOperation.DISCLOSE_GROUP))
                            : List.of();
            case REGISTRATIONS ->
                    name.equalsIgnoreCase(QUERY)
                            ? List.of(new Method("POST", ServiceOperation.QUERY_REGISTRATIONS))
                            : List.of();
        };
    }

    private record Method(String name, ServiceOperation operation) {}
}

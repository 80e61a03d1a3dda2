package berth.testkit.hub;

import org.jspecify.annotations.Nullable;

/// A request as a hub received it.
///
/// @param kind what it asks for
/// @param deviceId of the path, or of the only entry of a bulk request
/// @param requestId `x-ms-client-request-id`, or empty
/// @param etag the unquoted `If-Match`, or null
public record HubRequest(Kind kind, String deviceId, String requestId, @Nullable String etag) {
    /// The requests of the service API that a provisioning service makes.
    public enum Kind {
        /// PUT of an identity without `If-Match`.
        CREATE,
        /// A bulk request of one entry.
        CREATE_WITH_TWIN,
        READ_IDENTITY,
        /// PUT of an identity with `If-Match`.
        REPLACE_IDENTITY,
        DELETE_IDENTITY,
        READ_TWIN,
        PATCH_TWIN,
        REPLACE_TWIN;

        public boolean isWrite() {
            return this != READ_IDENTITY && this != READ_TWIN;
        }

        /// Whether it counts against the identity registry's limit.
        public boolean ofRegistry() {
            return switch (this) {
                case CREATE, CREATE_WITH_TWIN, READ_IDENTITY, REPLACE_IDENTITY, DELETE_IDENTITY ->
                        true;
                case READ_TWIN, PATCH_TWIN, REPLACE_TWIN -> false;
            };
        }
    }
}

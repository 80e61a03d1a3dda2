package berth.hub.registry;

import berth.core.hub.HubError;
import berth.core.id.ETag;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What must be true of the stored thing for a request to be carried out.
///
/// Source: iot-hub-protocol, section 5.2, conditional requests.
public sealed interface Precondition {
    /// It must not exist yet. `conflict` is the answer if it does.
    record Absent(HubError conflict) implements Precondition {}

    /// It must exist, else the answer is `missing`, and have this etag unless that is null.
    record Present(HubError missing, @Nullable ETag etag) implements Precondition {}

    /// It may be missing; if it exists, it must have this etag unless that is null.
    record Either(@Nullable ETag etag) implements Precondition {}

    /// For what is read and written by name: it must exist.
    static Present present() {
        return new Present(HubError.DEVICE_NOT_FOUND, null);
    }

    /// The error to answer with, or nothing if the request may go on.
    ///
    /// @param current the etag of the stored thing, or null if there is none
    default Optional<HubError> violatedBy(@Nullable ETag current) {
        return switch (this) {
            case Absent(HubError conflict) ->
                    current == null ? Optional.empty() : Optional.of(conflict);
            case Present(HubError missing, ETag etag) ->
                    current == null ? Optional.of(missing) : mismatch(etag, current);
            case Either(ETag etag) -> current == null ? Optional.empty() : mismatch(etag, current);
        };
    }

    private static Optional<HubError> mismatch(@Nullable ETag wanted, ETag current) {
        return wanted == null || wanted.equals(current)
                ? Optional.empty()
                : Optional.of(HubError.PRECONDITION_FAILED);
    }
}

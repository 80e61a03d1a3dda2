package berth.core.enrollment;

import berth.core.id.ETag;

import java.util.Optional;

/// What must hold of the stored record for a write to happen.
///
/// Source: dps-service-api, section 2.5.
public sealed interface Precondition {
    /// Nothing is stored: creation only.
    record Absent() implements Precondition {}

    /// Whatever is stored, or nothing.
    record Anything() implements Precondition {}

    /// The stored record has exactly this tag.
    ///
    /// @param tag as the caller sent it, without quotes; it may be no etag at all and then never
    ///   matches
    record Tag(String tag) implements Precondition {}

    /// Whether the precondition holds for a record with the tag `stored`, or for no record.
    default boolean holds(Optional<ETag> stored) {
        return switch (this) {
            case Absent _ -> stored.isEmpty();
            case Anything _ -> true;
            case Tag(String tag) -> stored.filter(etag -> etag.value().equals(tag)).isPresent();
        };
    }
}

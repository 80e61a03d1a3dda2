package berth.hub.endpoint;

import berth.core.hub.HubError;
import berth.core.id.ETag;
import berth.hub.registry.Precondition;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

/// Conditional requests: `If-Match` and `If-None-Match` to preconditions.
///
/// Source: iot-hub-protocol, section 5.2.
final class Conditions {
    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";

    private Conditions() {}

    /// Of a PUT on an identity: without a condition it creates and only creates.
    ///
    /// @param conflict what it means that the identity is there already
    static Precondition ofPut(HttpRequest request, HubError conflict) throws BadDocument {
        var none = request.headers().first(IF_NONE_MATCH);
        if (none.isPresent()) {
            if (ETagHeader.parse(none.get()).orElse(null) instanceof ETagHeader.Any) {
                return new Precondition.Absent(HubError.PRECONDITION_FAILED);
            }
            throw new BadDocument(IF_NONE_MATCH, "must be *");
        }
        return request.headers().first(IF_MATCH).isEmpty()
                ? new Precondition.Absent(conflict)
                : new Precondition.Present(HubError.PRECONDITION_FAILED, ifMatch(request));
    }

    /// Of everything else: what is meant must exist.
    ///
    /// @param missing what it means that it does not
    static Precondition.Present ofExisting(HttpRequest request, HubError missing)
            throws BadDocument {
        return new Precondition.Present(missing, ifMatch(request));
    }

    private static @Nullable ETag ifMatch(HttpRequest request) throws BadDocument {
        var header = request.headers().first(IF_MATCH);
        return header.isEmpty() ? null : etag(IF_MATCH, header.get());
    }

    /// The etag that `text` demands, or null for any.
    ///
    /// @param name what to call it in a complaint
    static @Nullable ETag etag(String name, String text) throws BadDocument {
        var parsed = ETagHeader.parse(text);
        if (parsed.isEmpty()) {
            throw new BadDocument(name, "must be an etag or *");
        }
        return switch (parsed.get()) {
            case ETagHeader.Any _ -> null;
            case ETagHeader.One(var etag) -> etag;
        };
    }
}

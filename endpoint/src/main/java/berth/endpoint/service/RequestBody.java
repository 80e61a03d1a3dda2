package berth.endpoint.service;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonValue;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.util.Locale;
import java.util.function.Function;

/// What a request carries.
sealed interface RequestBody {
    record Document(JsonValue json) implements RequestBody {}

    record Nothing() implements RequestBody {}

    record Refused(Refusal refusal) implements RequestBody {}

    /// A body without a content type is taken for JSON; requests without a body need none.
    static RequestBody of(HttpRequest request) {
        if (request.body().isEmpty()) {
            return new Nothing();
        }
        var type = request.headers().first("Content-Type").orElse("application/json");
        if (!mediaType(type).equals("application/json")) {
            return new Refused(
                    Refusal.explained(
                            ServiceError.UNSUPPORTED_MEDIA_TYPE, "send application/json"));
        }
        try {
            return new Document(JsonText.parse(request.body(), JsonLimits.DEFAULT));
        } catch (MalformedJson e) {
            return new Refused(
                    Refusal.explained(ServiceError.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    /// Reads a document of ours.
    interface Reader<T> {
        T read(JsonValue document) throws BadDocument;
    }

    /// Answers a request that must carry a document.
    static <T> HttpReply answered(
            ServiceCall call, Reader<T> reader, Function<T, HttpReply> reply) {
        return switch (of(call.request())) {
            case Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case Nothing() -> bad(call, "a JSON body is needed");
            case Document(JsonValue json) -> {
                try {
                    yield reply.apply(reader.read(json));
                } catch (BadDocument e) {
                    yield bad(call, String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private static HttpReply bad(ServiceCall call, String why) {
        return ServiceReplies.refused(Refusal.explained(ServiceError.BAD_REQUEST, why), call);
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        var type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}

package berth.system.limits;

import java.io.IOException;
import java.util.Map;

/// A device that speaks HTTPS.
final class HttpsDevice implements DeviceTalk {
    private final HttpTalk talk;
    private final String scope;
    private final String id;
    private final Map<String, String> headers;

    /// @param token empty for none
    HttpsDevice(Wire wire, String scope, String id, String token) {
        this.talk = new HttpTalk(wire);
        this.scope = scope;
        this.id = id;
        this.headers = token.isEmpty() ? Map.of() : Map.of("Authorization", token);
    }

    static String registration(String id) {
        return "{\"registrationId\":\"%s\"}".formatted(id);
    }

    static String target(String scope, String id, String what) {
        return "/%s/registrations/%s/%s?api-version=2019-03-31".formatted(scope, id, what);
    }

    @Override
    public Answer register() throws IOException {
        return answer(talk.ask("PUT", target(scope, id, "register"), headers, registration(id)));
    }

    @Override
    public Answer poll(String operationId) throws IOException {
        return answer(talk.ask("GET", target(scope, id, "operations/" + operationId), headers, ""));
    }

    private static Answer answer(HttpTalk.Reply reply) {
        return Answer.of(
                reply.status(), reply.headers().getOrDefault("retry-after", ""), reply.body());
    }

    @Override
    public void close() throws IOException {
        talk.close();
    }
}

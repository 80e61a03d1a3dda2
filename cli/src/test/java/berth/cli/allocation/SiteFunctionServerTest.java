package berth.cli.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

class SiteFunctionServerTest {
    private static final String QUESTION =
            "{\"deviceRuntimeContext\": {\"registrationId\": \"d-oslo-1\"},"
                    + " \"linkedHubs\": [\"a.test\", \"b.test\"]}";

    private SiteFunctionServer server;

    @BeforeEach
    void start() throws Exception {
        server = SiteFunctionServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itAnswersWhoeverHasTheKey() throws Exception {
        var answer = post(server.url(), QUESTION);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"iotHubHostName\":\"a.test\"");
        assertThat(server.placed()).isEqualTo(1);
    }

    @Test
    void withoutTheKeyItAnswersNobody() throws Exception {
        var bare = URI.create(server.url().toString().replaceAll("\\?.*", ""));

        assertThat(post(bare, QUESTION).statusCode()).isEqualTo(401);
        assertThat(post(URI.create(bare + "?code=guess"), QUESTION).statusCode()).isEqualTo(401);
        assertThat(server.placed()).isZero();
    }

    @Test
    void whatItCannotReadIsTheCallersFault() throws Exception {
        assertThat(post(server.url(), "{").statusCode()).isEqualTo(400);
        assertThat(post(server.url(), "{}").statusCode()).isEqualTo(400);
        assertThat(post(server.url(), " ".repeat(300 * 1024)).statusCode()).isEqualTo(413);
    }

    private static HttpResponse<String> post(URI url, String body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString());
        }
    }
}

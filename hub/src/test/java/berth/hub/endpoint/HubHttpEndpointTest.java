package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.hub.HubError;
import berth.core.id.HostName;
import berth.hub.HubScene;
import berth.hub.Json;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.sas.SasText;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

final class HubHttpEndpointTest {
    private final ServiceScene scene = new ServiceScene();
    private HubHttpEndpoint endpoint;
    private HttpHeaders owner;

    @BeforeEach
    void openAHub() {
        var policy = scene.openHub().policies().getFirst();
        var token =
                SasText.forPolicy(
                        new HostName(Requests.HOST),
                        policy.name(),
                        policy.keys().primary(),
                        scene.clock.instant().plus(Duration.ofHours(1)));
        owner = HttpHeaders.NONE.with("Authorization", token);
        endpoint = scene.endpoint;
    }

    @Test
    void aStoreThatDoesNotAnswerIsAnUnavailableServiceWithPatience() {
        scene.memory.failNext(HubScene.storeGone());

        var reply = endpoint.handle(Requests.of("GET", "/devices", owner, ""));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers().first("iothub-errorcode")).contains("ServiceUnavailable");
        assertThat(reply.headers().first("Retry-After"))
                .hasValueSatisfying(text -> assertThat(Integer.parseInt(text)).isBetween(5, 10));
    }

    @Test
    void keysThatCannotBeAuditedAreNotDisclosed() {
        endpoint.handle(Requests.of("PUT", "/devices/d", owner, "{}"));
        var getDevice = Requests.of("GET", "/devices/d", owner, "");
        assertThat(endpoint.handle(getDevice).status()).isEqualTo(200);
        var disclosed = scene.audit.all().getLast();

        scene.audit.failNext(HubScene.storeGone());

        assertThat(endpoint.handle(getDevice).status()).isEqualTo(503);
        assertThat(disclosed.action()).isEqualTo("device-keys.disclosed");
        assertThat(disclosed.target()).isEqualTo("d");
    }

    @Test
    void anotherHostIsNoHubOfOurs() {
        for (var host : List.of("hub2.example.com", "", "not a host", "localhost")) {
            var request = Requests.of("GET", "/devices", owner, "");
            var elsewhere =
                    new HttpRequest(
                            request.method(),
                            request.path(),
                            request.query(),
                            host,
                            request.headers(),
                            request.body(),
                            request.peer());

            assertThat(endpoint.handle(elsewhere).headers().first("iothub-errorcode"))
                    .contains("IotHubNotFound");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408, 413, 414, 415, 417, 431, 500, 503})
    void evenTheListenersRefusalsHaveTheContractsShape(int status) {
        var reply = endpoint.refusal(status, "", "");

        assertThat(reply.status()).isEqualTo(status);
        var name = reply.headers().first("iothub-errorcode").orElseThrow();
        assertThat(text(reply)).contains("ErrorCode:" + name + ";");
    }

    @Test
    void aBulkRequestHasAtMostAHundredEntries() {
        var hundred = bulk(100);
        var oneMore = bulk(101);

        assertThat(endpoint.handle(hundred).status()).isEqualTo(200);
        var refused = endpoint.handle(oneMore);

        assertThat(refused.status()).isEqualTo(HubError.TOO_MANY_DEVICES.httpStatus());
        assertThat(refused.headers().first("iothub-errorcode")).contains("TooManyDevices");
    }

    @Test
    void anErrorTellsTheTrackingIdOfItsHeader() {
        var reply = endpoint.handle(Requests.of("GET", "/devices/none", owner, ""));

        var id = reply.headers().first("x-ms-request-id").orElseThrow();
        assertThat(Json.object(text(reply)).member("ExceptionMessage").orElseThrow().toString())
                .contains("Tracking ID:" + id + "-");
    }

    @Test
    void theAuditTrailKnowsWhoAndUnderWhichTrackingId() {
        var reply = endpoint.handle(Requests.of("PUT", "/devices/d", owner, "{}"));

        assertThat(scene.audit.newest(Requests.HOST, "d", 1))
                .singleElement()
                .returns("policy:iothubowner", AuditEvent::actor)
                .returns("192.0.2.7", AuditEvent::source)
                .returns("device.created", AuditEvent::action)
                .returns(
                        reply.headers().first("x-ms-request-id").orElseThrow(),
                        AuditEvent::correlationId);
    }

    private HttpRequest bulk(int entries) {
        var body =
                IntStream.range(0, entries)
                        .mapToObj("{\"id\":\"d%d\"}"::formatted)
                        .toList()
                        .toString();
        return Requests.of("POST", "/devices", owner, body);
    }

    private static String text(HttpReply reply) {
        return new String(reply.body().toByteArray(), StandardCharsets.UTF_8);
    }
}

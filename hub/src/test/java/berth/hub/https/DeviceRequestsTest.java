package berth.hub.https;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.ByteString;
import berth.hub.live.LiveScene;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpRequest;
import berth.testkit.x509.TestCertificates;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

final class DeviceRequestsTest {
    private static final List<String> EVENTS = List.of("messages", "events");
    private static final HubClient METER = HubClient.parse("meter");

    private final LiveScene scene = new LiveScene();
    private DeviceRequests requests;

    @BeforeEach
    void openAHub() {
        requests = new DeviceRequests(scene.hub());
    }

    @Test
    void aCertificateOfTheRightThumbprintIsEnough() throws CertificateEncodingException {
        var leaf = TestCertificates.device("anything").certificate();
        register(leaf);

        assertThat(send(HttpHeaders.NONE, List.of(leaf), "21.5")).isEqualTo(DeviceReply.NOTHING);
        assertThat(scene.stored()).hasSize(1);
    }

    @Test
    void anotherCertificateIsRefusedAndAudited() throws CertificateEncodingException {
        register(TestCertificates.device("meter").certificate());
        var other = TestCertificates.device("meter").certificate();

        assertThat(send(HttpHeaders.NONE, List.of(other), "21.5"))
                .isEqualTo(
                        new DeviceReply.Refused(
                                HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized"));
        assertThat(scene.stored()).isEmpty();
        assertThat(scene.audit.all().getLast().action()).isEqualTo("device.refused");
    }

    @Test
    void aMessageIsOnlySoLong() {
        scene.device("meter");
        var token = HttpHeaders.NONE.with("Authorization", scene.token("meter"));
        int max = scene.hub().limits().telemetryBytesMax();

        assertThat(send(token, List.of(), "x".repeat(max))).isEqualTo(DeviceReply.NOTHING);
        assertThat(send(token, List.of(), "x".repeat(max + 1)))
                .isInstanceOfSatisfying(
                        DeviceReply.Refused.class,
                        refused ->
                                assertThat(refused.error()).isEqualTo(HubError.MESSAGE_TOO_LARGE));
    }

    /// No connection begins, and none that there is ends.
    @Test
    void aRequestIsNoConnection() {
        scene.device("meter");
        var token = HttpHeaders.NONE.with("Authorization", scene.token("meter"));
        int events = scene.outbox.read(LiveScene.HOST, 0, 100).size();

        send(token, List.of(), "21.5");

        assertThat(scene.hub().connectedCount()).isZero();
        assertThat(scene.hub().session(METER)).isEmpty();
        assertThat(scene.outbox.read(LiveScene.HOST, 0, 100)).hasSize(events);
    }

    /// A token is looked at with every request.
    @Test
    void anExpiredTokenIsRefused() {
        scene.device("meter");
        var token = HttpHeaders.NONE.with("Authorization", scene.token("meter"));
        scene.clock.pass(Duration.ofHours(1).plusMinutes(6));

        assertThat(send(token, List.of(), "21.5")).isInstanceOf(DeviceReply.Refused.class);
    }

    private void register(X509Certificate leaf) throws CertificateEncodingException {
        var print = ByteString.sha256(leaf.getEncoded());
        scene.device(
                "meter", new DeviceAuthentication.Thumbprints(print, print), TwinPatch.NOTHING);
    }

    private DeviceReply send(HttpHeaders headers, List<X509Certificate> chain, String body) {
        var request =
                new HttpRequest(
                        "POST",
                        "/devices/meter/messages/events",
                        "api-version=2020-09-30",
                        LiveScene.HOST.value(),
                        headers,
                        ByteString.of(body.getBytes(StandardCharsets.UTF_8)),
                        new Peer("192.0.2.7", chain, null, "192.0.2.1"));
        return requests.answer(METER, EVENTS, request);
    }
}

package berth.system.crash;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.server.dev.Ready;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// HTTPS to whatever server serves the scene now: one try, no secret repetition.
final class Wire {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final Scene scene;
    private volatile HttpClient client;

    Wire(Scene scene) {
        this.scene = scene;
    }

    /// An answer, whatever it says.
    record Reply(int status, String body) {
        JsonObject object() {
            try {
                return JsonFields.object(value());
            } catch (BadDocument e) {
                throw new AssertionError(body, e);
            }
        }

        List<JsonObject> objects() {
            return ((JsonArray) value()).items().stream().map(JsonObject.class::cast).toList();
        }

        private JsonValue value() {
            try {
                return JsonText.parse(body, JsonLimits.DEFAULT);
            } catch (MalformedJson e) {
                throw new AssertionError(body, e);
            }
        }
    }

    /// @throws java.net.ConnectException when nothing was sent
    /// @throws IOException when nobody knows what became of it
    Reply send(String method, String target, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        return send(scene.address(), method, target, headers, body);
    }

    /// The same to a certain server.
    Reply send(Ready to, String method, String target, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://%s:%d%s"
                                                .formatted(
                                                        to.deviceHost(),
                                                        to.ports().https(),
                                                        target)))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        var answer = client(to).send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
    }

    /// All servers of a scene have certificates of one authority.
    private synchronized HttpClient client(Ready to) throws IOException {
        if (client == null) {
            client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(TIMEOUT)
                            .sslContext(trusting(to))
                            .build();
        }
        return client;
    }

    private static SSLContext trusting(Ready to) throws IOException {
        try (var in = Files.newInputStream(to.caCertificate())) {
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + to.caCertificate(), e);
        }
    }
}

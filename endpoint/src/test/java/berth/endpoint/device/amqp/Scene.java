package berth.endpoint.device.amqp;

import berth.core.id.ByteString;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.ManualLink;
import berth.endpoint.device.ScriptedCore;
import berth.net.amqp.AmqpLimits;
import berth.net.amqp.AmqpProtocol;
import berth.net.link.LinkSession;
import berth.testkit.amqp.AmqpClient;
import berth.testkit.x509.TestCertificates;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One connection to the device endpoint, with a core that answers what a test says.
final class Scene {
    static final String DEVICE = "0neABCDEF01/registrations/dev-01";
    static final String TOKEN =
            "SharedAccessSignature sr=0neABCDEF01/registrations/dev-01"
                    + "&sig=BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D&se=1893456000&skn=";

    final ManualLink link;
    final LinkSession session;
    final List<String> blobsAsked = new ArrayList<>();
    ScriptedCore core;
    ByteString blob = ByteString.EMPTY;

    private Scene(String given, List<X509Certificate> certificates, DeviceConnections connections) {
        core = new ScriptedCore(given);
        link = new ManualLink(certificates);
        var answers = ScriptedCore.answers(new Random(given.hashCode()));
        var operations = ScriptedCore.operations(() -> core, answers);
        var endpoint =
                new DeviceAmqpEndpoint(
                        operations,
                        answers,
                        connections,
                        this::blob,
                        AmqpSettings.DEFAULT,
                        link::nanos);
        session =
                new AmqpProtocol(endpoint, AmqpLimits.PROVISIONING, "berth", link::nanos)
                        .open(link);
    }

    static Scene given(String given) {
        return new Scene(given, List.of(), new DeviceConnections(1));
    }

    static Scene withCertificate(String given, String commonName) {
        return new Scene(given, List.of(certificate(commonName)), new DeviceConnections(1));
    }

    /// One more connection to the same service, by token or by certificate.
    static Scene among(DeviceConnections connections, boolean certificate) {
        return new Scene(
                "accepted", certificate ? List.of(certificate("dev-01")) : List.of(), connections);
    }

    static X509Certificate certificate(String commonName) {
        return TestCertificates.device(commonName).certificate();
    }

    private ByteString blob(
            String scope, String id, ByteString endorsement, ByteString storage, String source) {
        blobsAsked.add(
                "%s/%s with %d and %d bytes from %s"
                        .formatted(scope, id, endorsement.length(), storage.length(), source));
        return blob;
    }

    void say(byte[] bytes) {
        session.received(ByteBuffer.wrap(bytes));
    }

    /// Carries bytes to and fro until both are still, in so much time.
    void talk(AmqpClient client, Duration time) {
        boolean first = true;
        boolean quiet = false;
        while (!quiet) {
            var out = client.output();
            if (out.length > 0) {
                say(out);
            }
            link.pass(first ? time : Duration.ZERO);
            first = false;
            var in = link.written();
            client.input(in);
            quiet = out.length == 0 && in.length == 0;
        }
    }
}

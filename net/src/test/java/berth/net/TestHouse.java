package berth.net;

import berth.core.id.ByteString;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpLimits;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.net.link.ByteLink;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;
import berth.net.tls.TlsEngine;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// What a house needs to open its doors in a test: an endpoint that tells what it saw, and
/// protocols that say everything twice.
public final class TestHouse {
    static final TestCertificates CERTIFICATES = new TestCertificates();

    final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    final List<Peer> peers = new CopyOnWriteArrayList<>();
    Function<HttpRequest, HttpReply> answer = TestHouse::echo;
    ConnectionLimits connectionLimits = ConnectionLimits.DEFAULTS;
    HttpLimits httpLimits = HttpLimits.standard((_, _) -> 128 * 1024);
    Ports ports = Ports.ANY;
    String keyAlgorithm = "EC";
    InstantSource clock = InstantSource.system();
    List<String> addresses = List.of("127.0.0.1");
    LinkProtocol mqtt = new Parrot("mqtt");

    Listeners open(TlsEngine engine) {
        return Listeners.start(settings(engine), clock);
    }

    ListenerSettings settings(TlsEngine engine) {
        return new ListenerSettings(
                addresses.stream().map(TestHouse::address).toList(),
                ports,
                CERTIFICATES.server(keyAlgorithm),
                engine,
                connectionLimits,
                httpLimits,
                new Endpoint(),
                Map.of("mqtt", new Parrot("mqtt"), "AMQPWSB10", new Parrot("amqp")),
                mqtt,
                new Parrot("amqp"));
    }

    static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    static HttpReply echo(HttpRequest request) {
        String text = request.method() + " " + request.path() + " " + request.body().length();
        return new HttpReply(
                200, HttpHeaders.NONE, ByteString.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private final class Endpoint implements HttpEndpoint {
        @Override
        public HttpReply handle(HttpRequest request) {
            requests.add(request);
            return answer.apply(request);
        }

        @Override
        public HttpReply refusal(int status, String path, String host) {
            String text = "refused " + status + " " + path + " " + host;
            return new HttpReply(
                    status,
                    HttpHeaders.NONE.with("x-refused", "yes"),
                    ByteString.of(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /// Answers bytes with its name and the same bytes.
    private final class Parrot implements LinkProtocol {
        private final String name;

        private Parrot(String name) {
            this.name = name;
        }

        @Override
        public LinkSession open(ByteLink link) {
            peers.add(link.peer());
            return new LinkSession() {
                @Override
                public void received(ByteBuffer bytes) {
                    String heard = StandardCharsets.ISO_8859_1.decode(bytes).toString();
                    if (heard.equals("bye")) {
                        link.close();
                        return;
                    }
                    link.work(
                            () ->
                                    link.write(
                                            ByteBuffer.wrap(
                                                    (name + ":" + heard)
                                                            .getBytes(
                                                                    StandardCharsets.ISO_8859_1))));
                }

                @Override
                public void closed() {
                    peers.remove(link.peer());
                }
            };
        }
    }
}

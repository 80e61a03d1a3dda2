package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;
import berth.testkit.amqp.AmqpClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One address, two houses.
class AmqpHousesTest {
    /// A house that lets everybody in and notes what it was told.
    private static final class Room implements AmqpEndpoint {
        private final List<String> mechanisms;
        final List<String> heard = new ArrayList<>();

        Room(String... mechanisms) {
            this.mechanisms = List.of(mechanisms);
        }

        @Override
        public AmqpConversation begin(AmqpConnection connection) {
            return new AmqpConversation() {
                @Override
                public List<String> mechanisms() {
                    return mechanisms;
                }

                @Override
                public void saslStarted(String mechanism, ByteString initialResponse) {
                    heard.add("sasl " + mechanism);
                    connection.authenticated();
                }

                @Override
                public void saslAnswered(ByteString response) {
                    throw new IllegalStateException();
                }

                @Override
                public AmqpOpening opened(String hostName) {
                    heard.add("opened " + hostName);
                    return new AmqpOpening.Welcome(connection.limits());
                }

                @Override
                public void attached(AmqpLink link) {
                    link.accept();
                }

                @Override
                public void detached(AmqpLink link) {}

                @Override
                public void received(AmqpDelivery delivery) {
                    delivery.accept();
                }

                @Override
                public void closed() {
                    heard.add("closed");
                }
            };
        }
    }

    private final Room provisioning = new Room("EXTERNAL", "PLAIN", "TPM");
    private final Room hub = new Room("MSSBCBS", "ANONYMOUS", "PLAIN", "EXTERNAL");
    private final AmqpHouses houses =
            new AmqpHouses(
                    List.of(
                            new AmqpHouses.House(
                                    provisioning, _ -> false, user -> user.contains("/")),
                            new AmqpHouses.House(
                                    hub,
                                    "hub1.example.com"::equals,
                                    user -> user.contains("@sas."))));

    private void talk(AmqpClient client) {
        talk(client, null);
    }

    private void talk(AmqpClient client, @Nullable String serverName) {
        var link = new FakeLink();
        LinkSession session =
                new AmqpProtocol(
                                connection -> houses.begin(named(connection, serverName)),
                                AmqpLimits.PROVISIONING,
                                "berth",
                                link::nanos)
                        .open(link);
        boolean quiet = false;
        while (!quiet) {
            byte[] out = client.output();
            session.received(ByteBuffer.wrap(out));
            link.work();
            byte[] in = link.written().getBytes(StandardCharsets.ISO_8859_1);
            client.input(in);
            quiet = out.length == 0 && in.length == 0;
        }
        assertThat(client.isOpen()).isTrue();
    }

    private static AmqpConnection named(AmqpConnection connection, @Nullable String serverName) {
        return new AmqpConnection() {
            @Override
            public Peer peer() {
                return new Peer("192.0.2.1", List.of(), serverName, "127.0.0.1");
            }

            @Override
            public AmqpLimits limits() {
                return connection.limits();
            }

            @Override
            public String saslHostName() {
                return connection.saslHostName();
            }

            @Override
            public void challenge(ByteString challenge) {
                connection.challenge(challenge);
            }

            @Override
            public void authenticated() {
                connection.authenticated();
            }

            @Override
            public void refuse(SaslRefusal refusal) {
                connection.refuse(refusal);
            }

            @Override
            public void close(AmqpError error) {
                connection.close(error);
            }

            @Override
            public void work(Runnable task) {
                connection.work(task);
            }

            @Override
            public void later(Duration delay, Runnable task) {
                connection.later(delay, task);
            }
        };
    }

    @Test
    void theNameInTlsDecidesAtOnce() {
        talk(AmqpClient.plain("x", "y").open(), "HUB1.example.com");

        assertThat(hub.heard).containsExactly("sasl PLAIN", "opened dps.example.com");
        assertThat(provisioning.heard).isEmpty();
    }

    @Test
    void theNameInTheOpenFrameDecides() {
        talk(AmqpClient.withoutSasl().asksFor("Hub1.example.com:5671").open());

        assertThat(hub.heard).containsExactly("opened Hub1.example.com:5671");
        assertThat(provisioning.heard).containsExactly("closed");
    }

    @Test
    void theNameInSaslDecides() {
        talk(AmqpClient.plain("0ne/registrations/d", "y").asksFor("hub1.example.com").open());

        assertThat(hub.heard).containsExactly("sasl PLAIN", "opened hub1.example.com");
    }

    @Test
    void aMechanismOfOneHouseDecides() {
        talk(AmqpClient.mechanism("MSSBCBS").asksFor("10.0.0.1").open());

        assertThat(hub.heard).containsExactly("sasl MSSBCBS", "opened 10.0.0.1");
        assertThat(provisioning.heard).containsExactly("closed");
    }

    @Test
    void theUserOfPlainDecides() {
        talk(AmqpClient.plain("service@sas.root.hub1", "y").open());
        assertThat(hub.heard).startsWith("sasl PLAIN");

        talk(AmqpClient.plain("0ne/registrations/d", "y").open());
        assertThat(provisioning.heard).contains("sasl PLAIN");
    }

    @Test
    void aCertificateAloneDecidesNothingBeforeTheOpenFrame() {
        talk(AmqpClient.mechanism("EXTERNAL").open());
        assertThat(provisioning.heard).containsExactly("opened dps.example.com");
    }

    @Test
    void whoGivesNoHintComesToTheFirst() {
        talk(AmqpClient.withoutSasl().open());

        assertThat(provisioning.heard).containsExactly("opened dps.example.com");
        assertThat(hub.heard).containsExactly("closed");
    }
}

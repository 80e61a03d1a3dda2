package berth.net.amqp;

import berth.core.id.ByteString;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An endpoint that notes what it is told and does what a test wants: it lets everybody in who says
/// `good`, takes all links, and keeps deliveries until the test settles them.
final class ScriptedConversation implements AmqpConversation {
    final List<String> heard = new ArrayList<>();
    final List<AmqpLink> links = new ArrayList<>();
    final List<AmqpDelivery> deliveries = new ArrayList<>();
    AmqpConnection connection;

    /// Whether the test answers SASL itself.
    boolean slowToJudge;

    boolean refusesOpen;
    boolean refusesLinks;

    @Override
    public List<String> mechanisms() {
        return List.of("PLAIN", "TPM");
    }

    @Override
    public void saslStarted(String mechanism, ByteString initialResponse) {
        heard.add("sasl " + mechanism);
        if (mechanism.equals("TPM")) {
            connection.challenge(ByteString.of((byte) 0));
        } else if (!slowToJudge) {
            judge(initialResponse);
        }
    }

    private void judge(ByteString response) {
        if (response.hex().endsWith(ByteString.of("good".getBytes(StandardCharsets.UTF_8)).hex())) {
            connection.authenticated();
        } else {
            connection.refuse(AmqpConnection.SaslRefusal.CREDENTIALS);
        }
    }

    @Override
    public void saslAnswered(ByteString response) {
        heard.add("answer " + response.hex());
        connection.authenticated();
    }

    @Override
    public void opened() {
        heard.add("opened");
        if (refusesOpen) {
            connection.close(AmqpError.of("amqp:unauthorized-access", "who are you"));
        } else {
            connection.welcome();
        }
    }

    @Override
    public void attached(AmqpLink link) {
        heard.add("attached " + link.address());
        links.add(link);
        if (refusesLinks) {
            link.refuse(AmqpError.of("amqp:not-found", "nowhere"));
        } else {
            link.accept();
        }
    }

    @Override
    public void detached(AmqpLink link) {
        heard.add("detached " + link.address());
    }

    @Override
    public void received(AmqpDelivery delivery) {
        heard.add("received");
        deliveries.add(delivery);
    }

    @Override
    public void closed() {
        heard.add("closed");
    }
}

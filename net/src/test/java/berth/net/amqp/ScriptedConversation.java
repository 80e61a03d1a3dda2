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

    final List<AmqpSent> sent = new ArrayList<>();
    AmqpTerms terms = AmqpTerms.PLAIN;

    /// From the open on; those of the protocol if there are none.
    AmqpLimits limits;

    /// The host name in the open.
    String openedAs;

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
    public AmqpOpening opened(String hostName) {
        heard.add("opened");
        openedAs = hostName;
        return refusesOpen
                ? new AmqpOpening.Refused(AmqpError.of("amqp:unauthorized-access", "who are you"))
                : new AmqpOpening.Welcome(limits == null ? connection.limits() : limits);
    }

    @Override
    public void attached(AmqpLink link) {
        heard.add("attached " + link.address());
        links.add(link);
        if (refusesLinks) {
            link.refuse(AmqpError.of("amqp:not-found", "nowhere"));
        } else {
            link.accept(terms);
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
    public void credited(AmqpLink link) {
        heard.add("credited " + link.credit());
    }

    @Override
    public void settled(AmqpSent delivery, AmqpOutcome outcome) {
        heard.add("settled " + outcome);
        sent.add(delivery);
    }

    @Override
    public void closed() {
        heard.add("closed");
    }
}

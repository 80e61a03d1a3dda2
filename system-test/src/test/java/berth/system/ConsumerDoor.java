package berth.system;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.access.SasToken;
import berth.core.access.SharedAccess;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.hub.eventhub.ConsumerAccess;
import berth.hub.eventhub.EventHubNode;
import berth.hub.eventhub.EventHubs;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpEndpoint;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLimits;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpOpening;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.AmqpSent;
import berth.wire.sas.SasText;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A hub's AMQP side that knows nothing but tokens and telemetry: what a consumer of an event hub
/// needs around the node that it reads.
///
/// @param policies of the hub
record ConsumerDoor(EventHubs eventHubs, HubHostName hub, List<AccessPolicy<HubRight>> policies)
        implements AmqpEndpoint {
    private static final String CBS = "$cbs";

    @Override
    public AmqpConversation begin(AmqpConnection connection) {
        return new Conversation(connection);
    }

    private final class Conversation implements AmqpConversation, ConsumerAccess {
        private final AmqpConnection connection;
        private final EventHubNode node;
        private final List<SasToken> tokens = new ArrayList<>();
        private final List<AmqpLink> answers = new ArrayList<>();

        private Conversation(AmqpConnection connection) {
            this.connection = connection;
            this.node = eventHubs.on(connection, hub, this);
        }

        @Override
        public boolean granted(String path) {
            return tokens.stream().anyMatch(token -> isGood(token, path));
        }

        @Override
        public boolean judge(String token, String path) {
            return SasText.parse(token) instanceof SasText.Parsed.Token(var read)
                    && isGood(read, path);
        }

        private boolean isGood(SasToken token, String path) {
            return SharedAccess.judgeConsumer(
                            token,
                            policies,
                            new HostName(hub.value()),
                            path,
                            HubRight.SERVICE_CONNECT,
                            Instant.now())
                    instanceof SharedAccess.Verdict.Granted<?>;
        }

        @Override
        public List<String> mechanisms() {
            return List.of("MSSBCBS", "ANONYMOUS");
        }

        @Override
        public void saslStarted(String mechanism, ByteString initialResponse) {
            connection.authenticated();
        }

        @Override
        public void saslAnswered(ByteString response) {
            throw new IllegalStateException("nobody was asked");
        }

        @Override
        public AmqpOpening opened(String hostName) {
            return new AmqpOpening.Welcome(AmqpLimits.HUB);
        }

        @Override
        public void attached(AmqpLink link) {
            if (EventHubNode.serves(link.address())) {
                node.attached(link, link.address());
            } else if (link.address().equals(CBS)) {
                if (!link.incoming()) {
                    answers.add(link);
                }
                link.accept();
            } else {
                link.refuse(AmqpError.of("amqp:not-found", "nothing there"));
            }
        }

        @Override
        public void received(AmqpDelivery delivery) {
            if (!delivery.link().address().equals(CBS)) {
                node.received(delivery);
                return;
            }
            delivery.accept();
            if (delivery.content() instanceof AmqpMessage request
                    && request.body() instanceof AmqpBody.Value(String text)) {
                boolean known =
                        SasText.parse(text) instanceof SasText.Parsed.Token(var token)
                                && isGood(token, pathOf(token))
                                && tokens.add(token);
                var answer =
                        Map.<String, Object>of(
                                "status-code", known ? 200 : 401, "status-description", "judged");
                answers.forEach(
                        link ->
                                link.send(
                                        new AmqpMessage(
                                                AmqpProperties.answering(
                                                        request.properties().messageId()),
                                                Map.of(),
                                                answer,
                                                new AmqpBody.Value(null))));
            }
        }

        /// Of the resource the token names, whatever it is: `amqp://{host}{path}`.
        private static String pathOf(SasToken token) {
            var resource = token.resource().substring(token.resource().indexOf("://") + 3);
            int slash = resource.indexOf('/');
            return slash < 0 ? "/" : resource.substring(slash);
        }

        @Override
        public void credited(AmqpLink link) {
            node.credited(link);
        }

        @Override
        public void settled(AmqpSent sent, AmqpOutcome outcome) {
            node.settled(sent);
        }

        @Override
        public void detached(AmqpLink link) {
            answers.remove(link);
            node.detached(link);
        }

        @Override
        public void closed() {
            node.closed();
        }
    }
}

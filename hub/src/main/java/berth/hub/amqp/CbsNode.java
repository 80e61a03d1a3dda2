package berth.hub.amqp;

import berth.core.hub.HubError;
import berth.hub.live.LiveHub;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

/// The node `$cbs` of one connection: tokens come, and each is answered on the link that goes out
/// in the same session. Source: iot-hub-protocol, section 3.2.
final class CbsNode {
    private static final int UNSENT_MAX = 10;

    /// The tokens we can judge.
    private static final Set<String> TYPES =
            Set.of("servicebus.windows.net:sastoken", "azure-devices.net:sastoken");

    /// Who is told what a token is worth.
    interface Desk {
        /// @return false if there are too many already
        boolean take(Proofs.Worth worth);
    }

    private record Unsent(Object session, AmqpMessage message) {}

    private final AmqpConnection connection;
    private final Supplier<LiveHub> hub;
    private final Proofs proofs;
    private final AmqpErrors errors;
    private final Line line;
    private final Desk desk;
    private final Set<AmqpLink> answers = new LinkedHashSet<>();
    private final Queue<Unsent> unsent = new ArrayDeque<>();

    /// @param line in which clients come and go
    CbsNode(
            AmqpConnection connection,
            Supplier<LiveHub> hub,
            Proofs proofs,
            AmqpErrors errors,
            Line line,
            Desk desk) {
        this.connection = connection;
        this.hub = hub;
        this.proofs = proofs;
        this.errors = errors;
        this.line = line;
        this.desk = desk;
    }

    /// Serves one of its links.
    HubNode attach(AmqpLink link) {
        link.accept();
        if (link.incoming()) {
            return new HubNode() {
                @Override
                public void received(AmqpDelivery delivery) {
                    asked(delivery);
                }
            };
        }
        answers.add(link);
        for (int held = unsent.size(); held > 0; held--) {
            var one = unsent.remove();
            answer(one.session(), one.message());
        }
        return new HubNode() {
            @Override
            public void detached() {
                answers.remove(link);
            }
        };
    }

    private void asked(AmqpDelivery delivery) {
        if (!(delivery.content() instanceof AmqpMessage request)) {
            delivery.reject(errors.of(HubError.ARGUMENT_INVALID, "not a message with a token"));
            return;
        }
        line.add(
                () ->
                        () -> {
                            var worth = judged(request);
                            return () -> reply(delivery, request, worth);
                        });
    }

    /// Blocks.
    private Proofs.Worth judged(AmqpMessage request) {
        var type = text(request, "type");
        if (!text(request, "operation").equals("put-token")) {
            return invalid("the operation is put-token");
        }
        if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            return invalid("this hub takes shared access signatures only");
        }
        var token = new String(request.body().bytes().toByteArray(), StandardCharsets.UTF_8);
        return proofs.judge(hub.get(), text(request, "name"), token);
    }

    private static Proofs.Worth invalid(String message) {
        return new Proofs.Worth.Nothing(HubError.ARGUMENT_INVALID, message);
    }

    private static String text(AmqpMessage request, String name) {
        return request.application().get(name) instanceof String text ? text : "";
    }

    private void reply(AmqpDelivery delivery, AmqpMessage request, Proofs.Worth worth) {
        delivery.accept();
        var answer =
                switch (worth) {
                    case Proofs.Worth.Nothing(var error, var message) ->
                            answer(request, error.httpStatus(), message);
                    case Proofs.Worth.Client _, Proofs.Worth.Service _ ->
                            desk.take(worth)
                                    ? answer(request, 200, "OK")
                                    : answer(
                                            request,
                                            HubError.IOT_HUB_MAX_CBS_TOKEN_EXCEEDED.httpStatus(),
                                            "too many tokens on one connection");
                };
        answer(delivery.link().session(), answer);
    }

    private static AmqpMessage answer(AmqpMessage request, int status, String description) {
        return new AmqpMessage(
                AmqpProperties.answering(request.properties().messageId()),
                Map.of(),
                Map.of("status-code", status, "status-description", description),
                new AmqpBody.Value(null));
    }

    private void answer(Object session, AmqpMessage message) {
        var link =
                answers.stream()
                        .filter(one -> one.session().equals(session))
                        .findFirst()
                        .or(() -> answers.stream().findFirst());
        if (link.isPresent()) {
            if (!link.get().send(message)) {
                exhausted("too many answers wait for link credit");
            }
        } else if (unsent.size() < UNSENT_MAX) {
            unsent.add(new Unsent(session, message));
        } else {
            exhausted("no link for answers is attached");
        }
    }

    private void exhausted(String what) {
        connection.close(errors.of("amqp:resource-limit-exceeded", what));
    }
}

package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.live.Feature;
import berth.hub.live.Outcome;
import berth.hub.live.TwinAnswer;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.json.Timestamps;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// Requests about a twin, answered one after the other on the link that belongs to this one. Each
/// is answered, whatever happens. Source: iot-hub-protocol, sections 3.3 to 3.5.
final class TwinNode implements HubNode {
    private static final String CORRELATION = "com.microsoft:channel-correlation-id";
    private static final String REPORTED = "/properties/reported";
    private static final String NOTIFICATIONS = "/notifications/twin/properties/desired";
    private static final int UNSENT_MAX = 10;

    private final AmqpLink link;
    private final Guest guest;
    private final House house;
    private final Line line;
    private final Queue<AmqpMessage> unsent = new ArrayDeque<>();

    TwinNode(AmqpLink link, Guest guest, House house, AmqpConnection connection) {
        this.link = link;
        this.guest = guest;
        this.house = house;
        this.line = new Line(connection);
    }

    @Override
    public void received(AmqpDelivery delivery) {
        if (!(delivery.content() instanceof AmqpMessage request)) {
            delivery.reject(
                    house.errors().of(HubError.ARGUMENT_INVALID, "not a message about a twin"));
            return;
        }
        line.add(
                () ->
                        () -> {
                            var answer = answer(request);
                            return () -> reply(delivery, request, answer);
                        });
    }

    private static String annotation(AmqpMessage request, String name) {
        return request.annotations().get(name) instanceof String text ? text : "";
    }

    private static boolean changesSubscription(AmqpMessage request) {
        return annotation(request, "resource").equalsIgnoreCase(NOTIFICATIONS);
    }

    /// What is to be answered; the body of what succeeded is empty where there is nothing to say.
    private sealed interface Answer {
        record Done(@Nullable JsonObject document, @Nullable Long version) implements Answer {}

        record Refused(HubError error, String message) implements Answer {}
    }

    /// Blocks.
    private Answer answer(AmqpMessage request) {
        try {
            return switch (annotation(request, "operation")) {
                case "GET" -> answer(guest.session().twin());
                case "PATCH" ->
                        annotation(request, "resource").equalsIgnoreCase(REPORTED)
                                ? report(request)
                                : invalid("only " + REPORTED + " can be changed");
                case "PUT", "DELETE" ->
                        changesSubscription(request)
                                ? subscription(request)
                                : invalid("only " + NOTIFICATIONS + " can be subscribed to");
                default -> invalid("the operation is GET, PATCH, PUT or DELETE");
            };
        } catch (StoreUnavailable e) {
            return new Answer.Refused(
                    HubError.SERVICE_UNAVAILABLE, "the hub cannot reach its store; try again");
        }
    }

    private Answer subscription(AmqpMessage request) {
        return !annotation(request, "operation").equals("PUT")
                ? new Answer.Done(null, null)
                : switch (guest.session().mayListen(Feature.DESIRED)) {
                    case Outcome.Done _ -> new Answer.Done(null, null);
                    case Outcome.Refused(var error, var message) ->
                            new Answer.Refused(error, message);
                };
    }

    private Answer report(AmqpMessage request) {
        try {
            return JsonText.parse(request.body().bytes(), JsonLimits.DEFAULT)
                            instanceof JsonObject patch
                    ? answer(guest.session().report(patch, version(request).orElse(null)))
                    : invalid("reported properties are a JSON object");
        } catch (MalformedJson e) {
            return invalid("not JSON: " + e.getMessage());
        }
    }

    private static Optional<Long> version(AmqpMessage request) {
        return switch (request.annotations().get("version")) {
            case Long version -> Optional.of(version);
            case Integer version -> Optional.of(version.longValue());
            case null, default -> Optional.empty();
        };
    }

    private static Answer answer(TwinAnswer answer) {
        return switch (answer) {
            case TwinAnswer.Twin(var document) -> new Answer.Done(document, null);
            case TwinAnswer.Reported(long version) -> new Answer.Done(null, version);
            case TwinAnswer.Refused(var error, var message) -> new Answer.Refused(error, message);
        };
    }

    private static Answer invalid(String message) {
        return new Answer.Refused(HubError.ARGUMENT_INVALID, message);
    }

    /// A subscription counts before its answer is on its way: nothing is to be missed in between.
    private void reply(AmqpDelivery delivery, AmqpMessage request, Answer answer) {
        if (answer instanceof Answer.Done && changesSubscription(request)) {
            guest.subscribe(annotation(request, "operation").equals("PUT"));
        }
        delivery.accept();
        var message = message(request, answer);
        answers()
                .ifPresentOrElse(
                        link -> {
                            unsent.forEach(old -> guest.send(link, old));
                            unsent.clear();
                            guest.send(link, message);
                        },
                        () -> hold(message));
    }

    /// A client may ask before it has attached the link for answers, but not for ever.
    private void hold(AmqpMessage message) {
        if (unsent.size() == UNSENT_MAX) {
            link.detach(
                    house.errors()
                            .of("amqp:resource-limit-exceeded", "no link for answers is attached"));
        } else {
            unsent.add(message);
        }
    }

    /// A link for answers has come.
    void answersMayGo() {
        answers()
                .ifPresent(
                        to -> {
                            unsent.forEach(old -> guest.send(to, old));
                            unsent.clear();
                        });
    }

    /// The other link of the pair: of the same correlation, else of the same session, else any.
    private Optional<AmqpLink> answers() {
        var mine = link.property(CORRELATION);
        var links = guest.twinLinks();
        return links.stream()
                .filter(other -> mine.isPresent() && other.property(CORRELATION).equals(mine))
                .findFirst()
                .or(
                        () ->
                                links.stream()
                                        .filter(other -> other.session().equals(link.session()))
                                        .findFirst())
                .or(() -> links.stream().findFirst());
    }

    private AmqpMessage message(AmqpMessage request, Answer answer) {
        var annotations = new HashMap<String, Object>();
        var body =
                switch (answer) {
                    case Answer.Done(var document, var version) -> {
                        annotations.put("status", 200);
                        if (version != null) {
                            annotations.put("version", version);
                        }
                        yield document == null ? ByteString.EMPTY : JsonText.bytes(document);
                    }
                    case Answer.Refused(var error, var message) -> {
                        annotations.put("status", error.httpStatus());
                        yield JsonText.bytes(document(error, message));
                    }
                };
        return new AmqpMessage(
                AmqpProperties.answering(request.properties().correlationId()),
                annotations,
                Map.of(),
                AmqpBody.of(body));
    }

    /// One stock client does not look at the status, but whether there is an `errorCode`.
    private JsonObject document(HubError error, String message) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("errorCode", JsonNumber.of(error.code()));
        members.put("trackingId", new JsonString(house.errors().trackingId()));
        members.put("message", new JsonString(message));
        members.put("timestampUtc", new JsonString(Timestamps.precise(house.clock().instant())));
        return new JsonObject(members);
    }
}

package berth.hub.mqtt;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.DeviceMessage;
import berth.hub.live.DeviceSession;
import berth.hub.live.DeviceSession.ChildAnswer;
import berth.net.mqtt.ConversationLimits;
import berth.net.mqtt.MqttConversation;
import berth.net.mqtt.MqttOutlet;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttPacket.Subscription;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One client's connection. Everything it sends is work, done in order, and acknowledged after it:
/// what was acknowledged is stored.
final class HubConversation implements MqttConversation {
    private static final Logger LOG = LoggerFactory.getLogger(HubConversation.class);

    private final DeviceSession session;
    private final HubMqttSettings settings;
    private final int methodBytesMax;
    private final MqttOutlet outlet;
    private final HubSubscriptions subscriptions;
    private final TelemetryDesk telemetry;
    private final TwinDesk twins;
    private final LastWords lastWords;
    private final boolean fresh;
    private final Consignee consignee = this::take;

    /// @param lastWords what the client wants to be said if it is lost
    /// @param fresh whether nothing of the client is to outlive the connection
    HubConversation(
            DeviceSession session,
            HubMqttSettings settings,
            int methodBytesMax,
            MqttOutlet outlet,
            HubSubscriptions subscriptions,
            TelemetryDesk telemetry,
            TwinDesk twins,
            LastWords lastWords,
            boolean fresh) {
        this.session = session;
        this.settings = settings;
        this.methodBytesMax = methodBytesMax;
        this.outlet = outlet;
        this.subscriptions = subscriptions;
        this.telemetry = telemetry;
        this.twins = twins;
        this.lastWords = lastWords;
        this.fresh = fresh;
    }

    @Override
    public ConversationLimits limits() {
        return settings.limits();
    }

    @Override
    public Receipt receive(Publish message) {
        return new Receipt.Entrusted(consignee);
    }

    @Override
    public Consent subscribe(List<Subscription> wanted) {
        return new Consent.AfterWork(
                () -> {
                    try {
                        return subscriptions.subscribe(wanted);
                    } catch (StoreUnavailable e) {
                        closeForNow(e);
                        return List.of();
                    }
                });
    }

    @Override
    public Optional<Runnable> unsubscribe(List<String> filters) {
        return Optional.of(
                () -> {
                    try {
                        subscriptions.unsubscribe(filters);
                    } catch (StoreUnavailable e) {
                        closeForNow(e);
                    }
                });
    }

    @Override
    public void listens() {
        try {
            subscriptions.listen();
        } catch (StoreUnavailable e) {
            closeForNow(e);
        }
    }

    @Override
    public void leave(Departure departure) {
        if (departure instanceof Departure.Lost) {
            lastWords.message().ifPresent(this::say);
        }
        session.close(fresh);
    }

    private void say(DeviceMessage will) {
        var stored = telemetry.store(session, List.of(will));
        if (!stored.reason().isEmpty()) {
            LOG.warn("the will of {} could not be stored: {}", session.client(), stored.reason());
        }
    }

    /// A client that is closed comes again; a failure in a SUBACK would be final for it.
    private void closeForNow(StoreUnavailable cause) {
        LOG.warn("{} is closed: {}", session.client(), cause.getMessage());
        outlet.close("the store is out of reach");
    }

    private Settled take(List<Publish> batch) {
        var answers = new ArrayList<Push>();
        int done = 0;
        while (done < batch.size()) {
            var message = batch.get(done);
            var topic = HubTopic.parse(message.topic(), session.client());
            if (topic.isEmpty()) {
                if (!settings.ignoreUnknownTopics()) {
                    return new Settled.Ending(done, "a topic of nobody's: " + message.topic());
                }
                LOG.info("{} publishes to no topic of ours", session.client());
                done++;
                continue;
            }
            Step step;
            try {
                step = take(topic.get(), batch, done, answers);
            } catch (StoreUnavailable e) {
                return new Settled.Ending(done, String.valueOf(e.getMessage()));
            }
            done += step.done();
            if (!step.complaint().isEmpty()) {
                return new Settled.Ending(done, step.complaint());
            }
        }
        return new Settled.All(answers);
    }

    /// @param done so many messages
    /// @param complaint why the connection ends after them; empty if it goes on
    private record Step(int done, String complaint) {
        static final Step ONE = new Step(1, "");

        static Step closing(String complaint) {
            return new Step(0, complaint);
        }
    }

    private Step take(HubTopic topic, List<Publish> batch, int at, List<Push> answers) {
        return switch (topic) {
            case HubTopic.Telemetry(var client, _) -> telemetry(client, batch, at);
            case HubTopic.TwinGet(var client, var rid) -> {
                answers.add(
                        switch (speaker(client)) {
                            case ChildAnswer.Child(var speaker) -> twins.get(speaker, rid);
                            case ChildAnswer.Refused(HubError error, String why) ->
                                    twins.refused(client, rid, error, why);
                        });
                yield Step.ONE;
            }
            case HubTopic.Report(var client, var rid, var version) -> {
                answers.add(
                        switch (speaker(client)) {
                            case ChildAnswer.Child(var speaker) ->
                                    twins.report(speaker, rid, version, batch.get(at).payload());
                            case ChildAnswer.Refused(HubError error, String why) ->
                                    twins.refused(client, rid, error, why);
                        });
                yield Step.ONE;
            }
            case HubTopic.MethodResponse response -> respond(response, batch.get(at));
        };
    }

    /// All telemetry that follows for the same client, at once.
    private Step telemetry(HubClient client, List<Publish> batch, int at) {
        if (!(speaker(client) instanceof ChildAnswer.Child(var speaker))) {
            return Step.closing("telemetry for " + client + ", for which it may not speak");
        }
        var messages = new ArrayList<DeviceMessage>();
        for (int i = at; i < batch.size(); i++) {
            var next = batch.get(i);
            if (!(HubTopic.parse(next.topic(), session.client()).orElse(null)
                            instanceof HubTopic.Telemetry(var of, var bag))
                    || !of.equals(client)) {
                break;
            }
            messages.add(MessageBag.telemetry(bag, next.retain(), next.payload()));
        }
        var stored = telemetry.store(speaker, messages);
        return new Step(stored.stored(), stored.reason());
    }

    private Step respond(HubTopic.MethodResponse response, Publish message) {
        if (message.payload().length() > methodBytesMax) {
            return Step.closing("a method response that is too long");
        }
        if (speaker(response.client()) instanceof ChildAnswer.Child(var speaker)) {
            callId(response.rid())
                    .ifPresent(id -> speaker.respond(id, response.status(), message.payload()));
        }
        return Step.ONE;
    }

    /// Nobody has asked with any other text.
    private static Optional<UUID> callId(String rid) {
        try {
            return Optional.of(UUID.fromString(rid));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private ChildAnswer speaker(HubClient client) {
        return client.equals(session.client())
                ? new ChildAnswer.Child(session)
                : session.child(client.deviceId());
    }
}

package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackQueue;
import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.live.LiveHub;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.AmqpSent;
import berth.net.amqp.CorrelationId;
import berth.wire.json.JsonText;
import berth.wire.json.Timestamps;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Tells an application what became of cloud-to-device messages: looks for news at intervals, as
/// long as there is credit. Source: iot-hub-protocol, section 6.2.
final class FeedbackNode implements HubNode {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackNode.class);
    private static final int RECORDS_MAX = 64;
    private static final String CONTENT_TYPE = "application/vnd.microsoft.iothub.feedback.json";

    private final AmqpLink link;
    private final AmqpConnection connection;
    private final LiveHub hub;
    private final House house;
    private final Map<ByteString, UUID> locks = new HashMap<>();
    private boolean looking;
    private boolean over;

    FeedbackNode(AmqpLink link, AmqpConnection connection, LiveHub hub, House house) {
        this.link = link;
        this.connection = connection;
        this.hub = hub;
        this.house = house;
    }

    @Override
    public void credited() {
        if (!looking && !over && link.credit() > 0) {
            looking = true;
            connection.later(house.settings().feedbackDelay(), this::look);
        }
    }

    private void look() {
        if (over || link.credit() == 0) {
            looking = false;
            return;
        }
        connection.work(
                () -> {
                    var batch = lock();
                    connection.later(Duration.ZERO, () -> found(batch));
                });
    }

    /// Blocks.
    private Optional<FeedbackQueue.Batch> lock() {
        try {
            return hub.service()
                    .feedback()
                    .lock(hub.hostName(), RECORDS_MAX, house.settings().lockTime());
        } catch (StoreUnavailable e) {
            LOG.warn("feedback has to wait: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void found(Optional<FeedbackQueue.Batch> batch) {
        looking = false;
        if (batch.isPresent()) {
            var lock = batch.get().lock();
            if (over || link.credit() == 0) {
                settle(lock, false, _ -> {});
            } else {
                var tag = LockTag.of(lock);
                locks.put(tag, lock);
                link.dispatch(tag, message(batch.get()));
            }
        }
        credited();
    }

    /// What settling needs.
    private interface Then {
        void told(boolean settled);
    }

    private void settle(UUID lock, boolean complete, Then then) {
        Supplier<Boolean> blocking =
                () ->
                        complete
                                ? hub.service().feedback().complete(hub.hostName(), lock)
                                : hub.service().feedback().abandon(hub.hostName(), lock);
        connection.work(
                () -> {
                    boolean settled = settled(blocking);
                    connection.later(Duration.ZERO, () -> then.told(settled));
                });
    }

    private static boolean settled(Supplier<Boolean> blocking) {
        try {
            return blocking.get();
        } catch (StoreUnavailable e) {
            // It comes again when its lock grows old.
            LOG.warn("feedback is not settled: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void settled(AmqpSent sent, AmqpOutcome outcome) {
        var lock = locks.remove(sent.tag());
        if (lock == null) {
            throw new IllegalStateException("feedback that was never sent");
        }
        boolean complete = outcome == AmqpOutcome.ACCEPTED || outcome == AmqpOutcome.REJECTED;
        settle(
                lock,
                complete,
                settled -> {
                    if (settled) {
                        sent.settle();
                    } else {
                        sent.fail(
                                house.errors()
                                        .of(HubError.DEVICE_MESSAGE_LOCK_LOST, "the lock is gone"));
                    }
                    credited();
                });
    }

    /// What was not settled comes again.
    @Override
    public void detached() {
        closed();
    }

    @Override
    public void closed() {
        over = true;
        List.copyOf(locks.values()).forEach(lock -> settle(lock, false, _ -> {}));
        locks.clear();
    }

    private AmqpMessage message(FeedbackQueue.Batch batch) {
        var hubName = ByteString.of(hub.hostName().value().getBytes(StandardCharsets.UTF_8));
        List<JsonValue> records = batch.records().stream().map(FeedbackNode::document).toList();
        return new AmqpMessage(
                new AmqpProperties(
                        new CorrelationId.Text(batch.lock().toString()),
                        hubName,
                        null,
                        null,
                        null,
                        CONTENT_TYPE,
                        "utf-8",
                        null,
                        null),
                Map.of("iothub-enqueuedtime", batch.enqueuedAt()),
                Map.of(),
                AmqpBody.of(JsonText.bytes(new JsonArray(records))));
    }

    private static JsonValue document(Feedback feedback) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("originalMessageId", new JsonString(feedback.originalMessageId()));
        members.put("enqueuedTimeUtc", new JsonString(Timestamps.precise(feedback.at())));
        members.put("statusCode", new JsonString(feedback.status().spelling()));
        members.put("description", new JsonString(feedback.status().spelling()));
        members.put("deviceId", new JsonString(feedback.client().deviceId().value()));
        members.put("deviceGenerationId", new JsonString(feedback.generationId()));
        return new JsonObject(members);
    }
}

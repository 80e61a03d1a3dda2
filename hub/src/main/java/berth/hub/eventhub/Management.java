package berth.hub.eventhub;

import berth.core.hub.message.TelemetryLog;
import berth.core.id.HubHostName;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.CorrelationId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Answers the questions of consumers about a hub and its partitions: requests with the application
/// properties `operation` = `READ`, `type`, `name` and, for a partition, `partition`.
///
/// Source: the requests and answers of azure-messaging-eventhubs, `ManagementChannel` and
/// `EventHubMessageSerializer`.
final class Management {
    static final String ADDRESS = "$management";
    static final String TOKEN = "security_token";
    static final String NAME = "name";

    private static final String HUB_TYPE = "com.microsoft:eventhub";
    private static final String PARTITION_TYPE = "com.microsoft:partition";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final TelemetryLog log;
    private final int partitions;
    private final HubHostName hub;

    Management(TelemetryLog log, int partitions, HubHostName hub) {
        this.log = log;
        this.partitions = partitions;
        this.hub = hub;
    }

    /// The answer to a request that is allowed. Blocks.
    AmqpMessage answer(AmqpMessage request) {
        var name = text(request, NAME);
        if (!"READ".equalsIgnoreCase(text(request, "operation"))) {
            return problem(request, BAD_REQUEST, "the only operation is READ");
        }
        if (!PartitionAddress.isEntity(name, hub)) {
            return problem(request, NOT_FOUND, "no event hub of that name");
        }
        return switch (text(request, "type")) {
            case HUB_TYPE -> success(request, eventHub(name));
            case PARTITION_TYPE ->
                    partition(name, text(request, "partition"))
                            .map(body -> success(request, body))
                            .orElseGet(
                                    () -> problem(request, NOT_FOUND, "no partition of that ID"));
            default -> problem(request, BAD_REQUEST, "no such type of entity");
        };
    }

    static AmqpMessage refused(AmqpMessage request) {
        return problem(request, UNAUTHORIZED, "no good token for this event hub was shown");
    }

    static AmqpMessage unavailable(AmqpMessage request) {
        return problem(request, UNAVAILABLE, "telemetry cannot be read now");
    }

    /// Empty if the property is none, or is no text.
    static String text(AmqpMessage request, String name) {
        return request.application().get(name) instanceof String text ? text : "";
    }

    private Map<String, Object> eventHub(String name) {
        var ids = IntStream.range(0, partitions).mapToObj(Integer::toString).toList();
        var body = new HashMap<String, Object>();
        body.put(NAME, name);
        body.put("type", HUB_TYPE);
        // The log does not know when it began.
        body.put("created_at", Instant.EPOCH);
        body.put("partition_count", partitions);
        body.put("partition_ids", ids);
        return body;
    }

    private Optional<Map<String, Object>> partition(String name, String id) {
        if (!NUMBER.matcher(id).matches() || Integer.parseInt(id) >= partitions) {
            return Optional.empty();
        }
        var span = log.span(hub, Integer.parseInt(id));
        long first = span.map(TelemetryLog.Span::first).orElse(0L);
        long last = span.map(TelemetryLog.Span::last).orElse(-1L);
        var body = new HashMap<String, Object>();
        body.put(NAME, name);
        body.put("type", PARTITION_TYPE);
        body.put("partition", Integer.toString(Integer.parseInt(id)));
        body.put("begin_sequence_number", first);
        body.put("last_enqueued_sequence_number", last);
        body.put("last_enqueued_offset", Long.toString(last));
        body.put(
                "last_enqueued_time_utc",
                span.map(TelemetryLog.Span::lastEnqueuedAt).orElse(Instant.EPOCH));
        body.put("is_partition_empty", first > last);
        return Optional.of(body);
    }

    private static AmqpMessage success(AmqpMessage request, Map<String, Object> body) {
        return reply(request, OK, "OK", body);
    }

    private static AmqpMessage problem(AmqpMessage request, int status, String description) {
        return reply(request, status, description, null);
    }

    private static AmqpMessage reply(
            AmqpMessage request, int status, String description, @Nullable Object body) {
        var id = request.properties().messageId();
        CorrelationId to = id == null ? request.properties().correlationId() : id;
        return new AmqpMessage(
                AmqpProperties.answering(to),
                Map.of(),
                Map.of("status-code", status, "status-description", description),
                new AmqpBody.Value(body));
    }
}

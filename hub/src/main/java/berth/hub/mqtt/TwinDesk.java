package berth.hub.mqtt;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.live.DeviceSession;
import berth.hub.live.TwinAnswer;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.json.Timestamps;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Requests about twins. Each is answered, whatever happens: a stock client waits for ever. Blocks.
/// Source: iot-hub-protocol, section 2.7.
final class TwinDesk {
    private static final Logger LOG = LoggerFactory.getLogger(TwinDesk.class);
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

    private final OutTopics topics;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for tracking identifiers
    TwinDesk(OutTopics topics, InstantSource clock, RandomGenerator random) {
        this.topics = topics;
        this.clock = clock;
        this.random = random;
    }

    Push get(DeviceSession session, String rid) {
        TwinAnswer answer;
        try {
            answer = session.twin();
        } catch (StoreUnavailable e) {
            answer = unavailable(session, e);
        }
        return answer(session.client(), rid, answer);
    }

    /// @param version what the client wrote, or null
    Push report(DeviceSession session, String rid, @Nullable String version, ByteString payload) {
        TwinAnswer answer;
        try {
            answer = report(session, version, payload);
        } catch (StoreUnavailable e) {
            answer = unavailable(session, e);
        }
        return answer(session.client(), rid, answer);
    }

    /// The answer to a request that is not for the client to make.
    Push refused(HubClient client, String rid, HubError error, String message) {
        return answer(client, rid, new TwinAnswer.Refused(error, message));
    }

    private static TwinAnswer report(
            DeviceSession session, @Nullable String version, ByteString payload) {
        if (version != null && !VERSION.matcher(version).matches()) {
            return invalid("$version is not a version");
        }
        try {
            return JsonText.parse(payload, JsonLimits.DEFAULT) instanceof JsonObject patch
                    ? session.report(patch, version == null ? null : Long.valueOf(version))
                    : invalid("reported properties are a JSON object");
        } catch (MalformedJson e) {
            return invalid("not JSON: " + e.getMessage());
        }
    }

    private static TwinAnswer invalid(String message) {
        return new TwinAnswer.Refused(HubError.ARGUMENT_INVALID, message);
    }

    private static TwinAnswer unavailable(DeviceSession session, StoreUnavailable cause) {
        LOG.warn("the twin of {} is out of reach: {}", session.client(), cause.getMessage());
        return new TwinAnswer.Refused(
                HubError.SERVICE_UNAVAILABLE, "the hub cannot reach its store; try again");
    }

    private Push answer(HubClient client, String rid, TwinAnswer answer) {
        return switch (answer) {
            case TwinAnswer.Twin(JsonObject document) ->
                    Push.forgotten(topics.twinAnswer(client, 200, rid), JsonText.bytes(document));
            case TwinAnswer.Reported(long version) ->
                    Push.forgotten(topics.reported(client, rid, version), ByteString.EMPTY);
            case TwinAnswer.Refused(HubError error, String message) ->
                    Push.forgotten(
                            topics.twinAnswer(client, error.httpStatus(), rid),
                            JsonText.bytes(body(error, message)));
        };
    }

    /// One stock client does not look at the status, but whether there is an `errorCode`.
    private JsonObject body(HubError error, String message) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("errorCode", JsonNumber.of(error.code()));
        members.put("trackingId", new JsonString(trackingId()));
        members.put("message", new JsonString(message));
        members.put("timestampUtc", new JsonString(Timestamps.precise(clock.instant())));
        return new JsonObject(members);
    }

    private String trackingId() {
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }
}

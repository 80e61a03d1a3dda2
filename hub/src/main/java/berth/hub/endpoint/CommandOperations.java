package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.live.MethodResult;
import berth.hub.live.ServiceSide.MethodRequest;
import berth.hub.registry.HubModules;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.FeedbackJson;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.json.MethodJson;
import berth.wire.json.Timestamps;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;

/// What applications send to devices, as far as HTTPS carries it: direct methods, the purging of
/// cloud-to-device messages and their feedback. Source: iot-hub-protocol, sections 5.2, 5.5 and
/// 5.6.
record CommandOperations(Asked asked, HubModules modules, AuditLog audit) {
    /// As AMQP's batches have it. Source: iot-hub-protocol, section 6.2.
    private static final int RECORDS_MAX = 64;

    private static final Duration LOCK_TIME = Duration.ofSeconds(60);

    HttpReply invoke(HubClient client) {
        try {
            var call = MethodJson.read(Bodies.object(asked.request()));
            var request =
                    new MethodRequest(
                            client,
                            call.name(),
                            call.payload(),
                            call.responseTimeout(),
                            call.connectTimeout());
            return switch (asked.live().service().invoke(request, asked.caller())) {
                case MethodResult.Answered(var status, var payload) ->
                        asked.replies().ok(MethodJson.result(status, payload));
                case MethodResult.Refused(var error, var message) ->
                        asked.replies().nested(error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies()
                    .nested(HubError.DESERIALIZATION_ERROR, String.valueOf(e.getMessage()));
        } catch (BadDocument e) {
            return asked.replies()
                    .nested(HubError.ARGUMENT_INVALID, String.valueOf(e.getMessage()));
        }
    }

    HttpReply purge(HubClient client) {
        boolean there =
                client.isModule()
                        ? modules.module(client).isPresent()
                        : asked.hub().device(client.deviceId()).isPresent();
        if (!there) {
            return asked.replies()
                    .error(
                            client.isModule()
                                    ? HubError.MODULE_NOT_FOUND
                                    : HubError.DEVICE_NOT_FOUND,
                            client + " is not registered");
        }
        int purged = asked.live().service().purge(client);
        audit.append(
                asked.caller()
                        .event(
                                asked.clock().instant(),
                                asked.hub().hostName().value(),
                                "commands.purged",
                                client.text(),
                                purged + " messages"));
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("totalMessagesPurged", JsonNumber.of(purged));
        members.put("deviceId", new JsonString(client.deviceId().value()));
        var module = client.moduleId();
        members.put("moduleId", module == null ? JsonNull.NULL : new JsonString(module.value()));
        return asked.replies().ok(new JsonObject(members));
    }

    HttpReply receiveFeedback() {
        var batch =
                asked.live()
                        .service()
                        .feedback()
                        .lock(asked.hub().hostName(), RECORDS_MAX, LOCK_TIME);
        return batch.map(
                        found ->
                                asked.replies()
                                        .body(
                                                FeedbackJson.CONTENT_TYPE,
                                                JsonText.bytes(FeedbackJson.write(found.records())))
                                        .with("ETag", "\"" + found.lock() + "\"")
                                        .with(
                                                "iothub-enqueuedtime",
                                                Timestamps.trimmed(found.enqueuedAt())))
                .orElseGet(() -> asked.replies().noContent());
    }

    HttpReply completeFeedback(Optional<UUID> lock) {
        return settled(
                lock.filter(
                                one ->
                                        asked.live()
                                                .service()
                                                .feedback()
                                                .complete(asked.hub().hostName(), one))
                        .isPresent());
    }

    HttpReply abandonFeedback(Optional<UUID> lock) {
        return settled(
                lock.filter(
                                one ->
                                        asked.live()
                                                .service()
                                                .feedback()
                                                .abandon(asked.hub().hostName(), one))
                        .isPresent());
    }

    private HttpReply settled(boolean done) {
        return done
                ? asked.replies().noContent()
                : asked.replies()
                        .error(
                                HubError.DEVICE_MESSAGE_LOCK_LOST,
                                "The feedback is not locked, or locked anew");
    }
}

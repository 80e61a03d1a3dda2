package berth.hub.endpoint;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.ETag;
import berth.core.json.JsonArray;
import berth.core.json.JsonValue;
import berth.hub.registry.HubModules;
import berth.hub.registry.HubOutcome;
import berth.hub.registry.ModuleOutcome;
import berth.hub.registry.Precondition;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceBulkJson;
import berth.wire.json.DeviceBulkJson.Entry;
import berth.wire.json.DeviceBulkJson.Failure;
import berth.wire.json.MalformedJson;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Up to a hundred registry operations in one request, each in a transaction of its own: what fails
/// does not stop the rest. A request that names a device twice is refused as a whole.
///
/// Source: iot-hub-protocol, section 5.8.
record BulkOperation(Asked asked, HubModules modules) {
    private static final int ENTRIES_MAX = 100;

    HttpReply run() {
        var replies = asked.replies();
        try {
            return Bodies.value(asked.request()) instanceof JsonArray(var entries)
                    ? run(entries)
                    : replies.error(HubError.ARGUMENT_INVALID, "the document must be an array");
        } catch (MalformedJson e) {
            return replies.error(e);
        }
    }

    private HttpReply run(List<JsonValue> entries) {
        var replies = asked.replies();
        if (entries.isEmpty()) {
            return replies.error(HubError.ARGUMENT_INVALID, "the array must not be empty");
        }
        if (entries.size() > ENTRIES_MAX) {
            return replies.error(
                    HubError.TOO_MANY_DEVICES, "at most %d devices".formatted(ENTRIES_MAX));
        }
        var seen = new HashSet<String>();
        for (var entry : entries) {
            var id = DeviceBulkJson.id(entry);
            if (!id.isEmpty() && !seen.add(id + "/" + DeviceBulkJson.moduleId(entry))) {
                return replies.error(
                        HubError.DEVICE_DEFINED_MULTIPLE_TIMES, "a device is named twice");
            }
        }
        var failures = entries.stream().flatMap(entry -> attempt(entry).stream()).toList();
        return replies.json(failures.isEmpty() ? 200 : 400, DeviceBulkJson.write(failures));
    }

    private Optional<Failure> attempt(JsonValue value) {
        var id = DeviceBulkJson.id(value);
        var module = DeviceBulkJson.moduleId(value);
        var moduleId = module.isEmpty() ? null : module;
        try {
            var entry = DeviceBulkJson.read(value);
            var mode = entry.mode().spelling();
            return refusal(entry).map(r -> new Failure(id, moduleId, r.error(), r.message(), mode));
        } catch (BadDocument e) {
            return Optional.of(
                    new Failure(
                            id,
                            moduleId,
                            HubError.ARGUMENT_INVALID,
                            String.valueOf(e.getMessage()),
                            ""));
        }
    }

    /// Carries out an entry; empty if that could be done.
    private Optional<HubOutcome.Refused> refusal(Entry entry) throws BadDocument {
        var module = entry.module();
        if (module != null) {
            return switch (new BulkModule(asked, modules).carryOut(entry, module)) {
                case ModuleOutcome.Done _ -> Optional.empty();
                case ModuleOutcome.Refused(var error, var message) ->
                        Optional.of(new HubOutcome.Refused(error, message));
            };
        }
        var scopes = new GatewayScopes(asked.hub()).complaint(entry.draft());
        if (scopes.isPresent()) {
            return Optional.of(new HubOutcome.Refused(HubError.INVALID_DEVICE_SCOPE, scopes.get()));
        }
        return switch (carryOut(entry)) {
            case HubOutcome.Done _ -> Optional.empty();
            case HubOutcome.Refused refused -> {
                var client = HubClient.device(entry.draft().deviceId());
                asked.tell(client, refused.error(), refused.message());
                yield Optional.of(refused);
            }
        };
    }

    private HubOutcome carryOut(Entry entry) throws BadDocument {
        return switch (entry.mode()) {
            case CREATE ->
                    write(
                            entry,
                            new Precondition.Absent(HubError.DEVICE_ALREADY_EXISTS),
                            entry.twin());
            case UPDATE -> write(entry, Precondition.present(), TwinPatch.NOTHING);
            case UPDATE_IF_MATCH -> write(entry, present(entry), TwinPatch.NOTHING);
            case CREATE_OR_UPDATE -> write(entry, new Precondition.Either(null), entry.twin());
            case CREATE_OR_UPDATE_IF_MATCH ->
                    write(
                            entry,
                            new Precondition.Either(optional("eTag", entry.etag())),
                            entry.twin());
            case DELETE ->
                    asked.hub()
                            .delete(
                                    entry.draft().deviceId(),
                                    Precondition.present(),
                                    asked.caller());
            case DELETE_IF_MATCH ->
                    asked.hub().delete(entry.draft().deviceId(), present(entry), asked.caller());
            case UPDATE_TWIN -> patchTwin(entry, Precondition.present());
            case UPDATE_TWIN_IF_MATCH ->
                    patchTwin(entry, present(required("twinETag", entry.twinEtag())));
        };
    }

    private HubOutcome write(Entry entry, Precondition precondition, TwinPatch twin)
            throws BadDocument {
        return asked.hub()
                .write(
                        entry.draft(),
                        precondition,
                        twin,
                        optional("twinETag", entry.twinEtag()),
                        asked.caller());
    }

    private HubOutcome patchTwin(Entry entry, Precondition.Present precondition) {
        return asked.hub()
                .patchTwin(entry.draft().deviceId(), entry.twin(), precondition, asked.caller());
    }

    private static Precondition.Present present(Entry entry) throws BadDocument {
        return present(required("eTag", entry.etag()));
    }

    private static Precondition.Present present(@Nullable ETag etag) {
        return new Precondition.Present(HubError.DEVICE_NOT_FOUND, etag);
    }

    static @Nullable ETag required(String name, @Nullable String text) throws BadDocument {
        if (text == null) {
            throw new BadDocument(name, "is required for this importMode");
        }
        return Conditions.etag(name, text);
    }

    static @Nullable ETag optional(String name, @Nullable String text) throws BadDocument {
        return text == null || text.isEmpty() ? null : Conditions.etag(name, text);
    }
}

package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.HubModule;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.hub.registry.HubModules;
import berth.hub.registry.ModuleOutcome;
import berth.hub.registry.Precondition;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceTwinJson;
import berth.wire.json.MalformedJson;
import berth.wire.json.ModuleIdentityJson;

import java.util.List;

/// The operations on modules and their twins. Keys leave here as those of devices do.
record ModuleOperations(Asked asked, HubModules modules, AuditLog audit) {

    HttpReply list(DeviceId deviceId) {
        if (asked.hub().device(deviceId).isEmpty()) {
            return asked.replies()
                    .error(HubError.DEVICE_NOT_FOUND, "Device " + deviceId + " is not registered");
        }
        var all = modules.modules(deviceId);
        disclosed(deviceId.value() + "/*", all);
        return asked.replies()
                .ok(new JsonArray(all.stream().<JsonValue>map(this::document).toList()));
    }

    HttpReply get(HubClient client) {
        var module = modules.module(client);
        if (module.isEmpty()) {
            return missing(client);
        }
        disclosed(client.text(), List.of(module.get()));
        return identity(module.get());
    }

    HttpReply put(HubClient client) {
        try {
            var draft = ModuleIdentityJson.read(client, Bodies.object(asked.request()));
            var condition =
                    Conditions.ofPut(asked.request(), HubError.MODULE_ALREADY_EXISTS_ON_DEVICE);
            return switch (modules.write(draft, condition, asked.caller())) {
                case ModuleOutcome.Done(var module) -> identity(module);
                case ModuleOutcome.Refused(var error, var message) ->
                        asked.replies().error(error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    HttpReply delete(HubClient client) {
        try {
            var condition = Conditions.ofExisting(asked.request(), HubError.MODULE_NOT_FOUND);
            return switch (modules.delete(client, condition, asked.caller())) {
                case ModuleOutcome.Done _ -> asked.replies().noContent();
                case ModuleOutcome.Refused(var error, var message) ->
                        asked.replies().error(error, message);
            };
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    /// How a twin is written, once the request is read.
    private interface Write {
        ModuleOutcome apply(TwinPatch patch, Precondition.Present precondition);
    }

    HttpReply getTwin(HubClient client) {
        return modules.module(client).map(this::twin).orElseGet(() -> missing(client));
    }

    HttpReply patchTwin(HubClient client) {
        return write(
                client, (patch, when) -> modules.patchTwin(client, patch, when, asked.caller()));
    }

    HttpReply replaceTwin(HubClient client) {
        return write(
                client, (whole, when) -> modules.replaceTwin(client, whole, when, asked.caller()));
    }

    private HttpReply write(HubClient client, Write write) {
        try {
            var patch = DeviceTwinJson.read(Bodies.object(asked.request()));
            var condition = Conditions.ofExisting(asked.request(), HubError.MODULE_NOT_FOUND);
            return switch (write.apply(patch, condition)) {
                case ModuleOutcome.Done(var module) -> twin(module);
                case ModuleOutcome.Refused(var error, var message) ->
                        asked.refused(client, error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    private HttpReply missing(HubClient client) {
        return asked.hub().device(client.deviceId()).isEmpty()
                ? asked.replies()
                        .error(
                                HubError.DEVICE_NOT_FOUND,
                                "Device " + client.deviceId() + " is not registered")
                : asked.replies()
                        .error(
                                HubError.MODULE_NOT_FOUND,
                                "Module " + client + " is not registered");
    }

    private HttpReply identity(HubModule module) {
        return asked.replies().ok(document(module), module.identity().etag());
    }

    private JsonObject document(HubModule module) {
        return ModuleIdentityJson.write(module.identity(), asked.activity(module.client()));
    }

    private HttpReply twin(HubModule module) {
        return asked.replies()
                .ok(
                        DeviceTwinJson.write(module, asked.activity(module.client())),
                        module.twin().etag());
    }

    private void disclosed(String target, List<HubModule> all) {
        if (all.stream()
                .map(module -> module.identity().authentication())
                .anyMatch(DeviceAuthentication.SymmetricKeys.class::isInstance)) {
            audit.append(
                    asked.caller()
                            .event(
                                    asked.clock().instant(),
                                    asked.hub().hostName().value(),
                                    "module-keys.disclosed",
                                    target,
                                    "ok"));
        }
    }
}

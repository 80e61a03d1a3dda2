package berth.hub.live;

import berth.core.change.Change;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.hub.ModuleStore;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.hub.twin.TwinOutcome;
import berth.hub.twin.Twins;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// Devices and modules alike, as their connections read and write them.
record Clients(HubHostName hub, HubStore devices, ModuleStore modules) {

    Optional<ClientState> find(HubClient client) {
        var device = devices.device(hub, client.deviceId());
        if (!client.isModule()) {
            return device.map(ClientState::of);
        }
        return device.flatMap(
                there -> modules.module(hub, client).map(module -> ClientState.of(there, module)));
    }

    /// Merges what a client reports.
    ///
    /// @param version the version the reported properties must have, or null
    TwinAnswer report(HubClient client, JsonObject patch, @Nullable Long version, Instant now) {
        return client.isModule()
                ? modules.changeModule(
                        hub,
                        client,
                        shown -> {
                            if (shown.module().isEmpty()) {
                                return gone(client);
                            }
                            var module = shown.module().get();
                            return switch (reported(module.twin(), patch, version, now)) {
                                case Next.Wrong(var refused) -> new Change.Leave<>(refused);
                                case Next.Twin(var twin) ->
                                        new Change.Update<>(module.with(twin), done(twin));
                            };
                        })
                : devices.changeDevice(
                        hub,
                        client.deviceId(),
                        place -> {
                            if (!(place.orElse(null)
                                    instanceof HubPlace.Occupied(HubDevice there))) {
                                return gone(client);
                            }
                            return switch (reported(there.twin(), patch, version, now)) {
                                case Next.Wrong(var refused) -> new Change.Leave<>(refused);
                                case Next.Twin(var twin) ->
                                        new Change.Update<>(
                                                new HubPlace.Occupied(there.with(twin)),
                                                done(twin));
                            };
                        });
    }

    private sealed interface Next {
        record Twin(DeviceTwin twin) implements Next {}

        record Wrong(TwinAnswer answer) implements Next {}
    }

    private static Next reported(
            DeviceTwin twin, JsonObject patch, @Nullable Long version, Instant now) {
        if (version != null && version != twin.reported().version()) {
            return wrong(
                    HubError.PRECONDITION_FAILED,
                    "the reported properties have version " + twin.reported().version());
        }
        return switch (Twins.report(twin, patch, now)) {
            case TwinOutcome.Broken(String rule) -> wrong(HubError.ARGUMENT_INVALID, rule);
            case TwinOutcome.Changed(DeviceTwin changed) -> new Next.Twin(changed);
        };
    }

    private static Next wrong(HubError error, String message) {
        return new Next.Wrong(new TwinAnswer.Refused(error, message));
    }

    private static TwinAnswer done(DeviceTwin twin) {
        return new TwinAnswer.Reported(twin.reported().version());
    }

    private static <R> Change<R, TwinAnswer> gone(HubClient client) {
        return new Change.Leave<>(
                new TwinAnswer.Refused(
                        HubError.DEVICE_NOT_FOUND, client + " is not registered any more"));
    }
}

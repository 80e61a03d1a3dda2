package berth.hub.registry;

import static berth.hub.HubScene.OPERATOR;

import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.hub.HubScene;
import berth.testkit.hub.HubRegistryContract;

import org.jspecify.annotations.Nullable;

/// The contract of hub registries, kept by the hub in this process.
final class EmbeddedHubRegistryTest extends HubRegistryContract {
    private final EmbeddedHub hub = new HubScene().openHub();

    @Override
    protected HubRegistry registry() {
        return hub;
    }

    @Override
    protected Operator operator() {
        return new Operator() {
            @Override
            public void creates(DeviceId deviceId, InitialTwin twin) {
                write(deviceId, true, null, new TwinPatch(twin.tags(), twin.desired()));
            }

            @Override
            public void disables(DeviceId deviceId) {
                var reason = hub.find(deviceId).orElseThrow().statusReason();
                write(deviceId, false, reason, TwinPatch.NOTHING);
            }

            @Override
            public void explains(DeviceId deviceId, String statusReason) {
                write(deviceId, true, statusReason, TwinPatch.NOTHING);
            }

            private void write(
                    DeviceId deviceId, boolean enabled, @Nullable String reason, TwinPatch twin) {
                var draft =
                        new DeviceDraft(
                                deviceId, enabled, reason, new AuthenticationWish.Unsaid(), false);
                hub.write(draft, new Precondition.Either(null), twin, null, OPERATOR);
            }

            @Override
            public void deletes(DeviceId deviceId) {
                hub.delete(deviceId, Precondition.present(), OPERATOR);
            }

            @Override
            public InitialTwin twin(DeviceId deviceId) {
                var twin = hub.device(deviceId).orElseThrow().twin();
                return new InitialTwin(twin.tags(), twin.desired().data());
            }
        };
    }
}

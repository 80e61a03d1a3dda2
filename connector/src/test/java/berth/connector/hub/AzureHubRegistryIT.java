package berth.connector.hub;

import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.testkit.hub.HubRegistryContract;
import berth.wire.json.BadDocument;
import berth.wire.json.InitialTwinJson;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.util.Map;

/// The contract over HTTPS against a scripted hub that does what it is asked.
final class AzureHubRegistryIT extends HubRegistryContract {
    private static LinkedScriptedHub linked;

    @BeforeAll
    static void open() {
        linked = new LinkedScriptedHub();
    }

    @AfterAll
    static void close() {
        linked.close();
    }

    @Override
    protected HubRegistry registry() {
        return linked.registry();
    }

    @Override
    protected Operator operator() {
        return new Operator() {
            @Override
            public void creates(DeviceId deviceId, InitialTwin twin) {
                var identity = new JsonObject(Map.of("status", new JsonString("enabled")));
                linked.hub
                        .devices()
                        .create(deviceId.value(), identity, InitialTwinJson.write(twin));
            }

            @Override
            public void disables(DeviceId deviceId) {
                set(deviceId, "status", "disabled");
            }

            @Override
            public void explains(DeviceId deviceId, String statusReason) {
                set(deviceId, "statusReason", statusReason);
            }

            private void set(DeviceId deviceId, String member, String text) {
                linked.hub.devices().operatorSets(deviceId.value(), member, new JsonString(text));
            }

            @Override
            public void deletes(DeviceId deviceId) {
                linked.hub.devices().delete(deviceId.value(), null);
            }

            @Override
            public InitialTwin twin(DeviceId deviceId) {
                return twinOf(linked.hub.devices().twinOf(deviceId.value()));
            }
        };
    }

    static InitialTwin twinOf(JsonObject twin) {
        try {
            var stored = StoredTwin.read(twin).twin();
            return new InitialTwin(stored.tags(), stored.desired().data());
        } catch (BadDocument e) {
            throw new AssertionError(e);
        }
    }
}

package berth.testkit.hub;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import java.util.Arrays;
import java.util.Map;

/// Orders to a hub that differ, by generation, in everything that can differ.
public final class HubOrders {
    public static final IdScope SCOPE = new IdScope("0ne00000ABC");

    private HubOrders() {}

    public static HubMarker marker(int generation) {
        return HubMarker.of(SCOPE, generation, new OperationId("4.abc.%04x".formatted(generation)));
    }

    public static DeviceAuthentication.SymmetricKeys keys(int generation) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) generation);
        return new DeviceAuthentication.SymmetricKeys(
                new SymmetricKeys(Secret.of(bytes), Secret.of(bytes)));
    }

    public static InitialTwin twin(int generation) {
        return new InitialTwin(
                new JsonObject(Map.of("site", new JsonString("site-" + generation))),
                new JsonObject(Map.of("interval", JsonNumber.of(generation))));
    }

    /// An order with a twin.
    public static DeviceOrder order(DeviceId deviceId, int generation, TwinWrite twinWrite) {
        return order(deviceId, generation, twinWrite, twin(generation));
    }

    /// A removal of whatever is there.
    public static DeviceRemoval removal(DeviceId deviceId, int generation) {
        return new DeviceRemoval(deviceId, marker(generation), DeviceRemoval.Extent.UP_TO_MARKER);
    }

    public static DeviceOrder order(
            DeviceId deviceId, int generation, TwinWrite twinWrite, InitialTwin twin) {
        return new DeviceOrder(
                deviceId, keys(generation), false, twin, twinWrite, marker(generation));
    }
}

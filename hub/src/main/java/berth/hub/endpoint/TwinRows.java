package berth.hub.endpoint;

import berth.core.change.Page;
import berth.core.hub.ClientActivity;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubModule;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.hub.query.Query;
import berth.hub.query.QueryRows;
import berth.hub.registry.HubModules;
import berth.wire.json.DeviceTwinJson;

import java.util.List;

/// The twins of a hub as rows of a query. Whether a client is connected and what waits for it takes
/// two more looks into the store, so it is looked up for all only if the query asks, else for the
/// rows that are shown.
record TwinRows(Asked asked, HubModules modules, Query.Source source, boolean activityAsked)
        implements QueryRows {
    private static final List<String> ACTIVITY =
            List.of("connectionState", "lastActivityTime", "cloudToDeviceMessageCount");

    static TwinRows of(Asked asked, HubModules modules, Query query) {
        return new TwinRows(asked, modules, query.source(), query.mentions(ACTIVITY));
    }

    @Override
    public List<Row> after(String after, int limit) {
        var page = new Page.Request(after, limit);
        return switch (source) {
            case DEVICES -> asked.hub().devices(page).items().stream().map(this::row).toList();
            case MODULES -> modules.modules(page).items().stream().map(this::row).toList();
        };
    }

    @Override
    public List<Row> of(String deviceId) {
        try {
            var id = new DeviceId(deviceId);
            return switch (source) {
                case DEVICES -> asked.hub().device(id).stream().map(this::row).toList();
                case MODULES -> modules.modules(id).stream().map(this::row).toList();
            };
        } catch (IllegalArgumentException _) {
            // No device can have this name, so none has.
            return List.of();
        }
    }

    @Override
    public JsonObject shown(Row row) {
        return activityAsked
                ? row.document()
                : DeviceTwinJson.with(row.document(), asked.activity(HubClient.parse(row.place())));
    }

    private Row row(HubDevice device) {
        var client = HubClient.device(device.deviceId());
        return new Row(
                client.text(),
                DeviceTwinJson.write(device, activity(client), asked.isGateway(device)));
    }

    private Row row(HubModule module) {
        return new Row(
                module.client().text(), DeviceTwinJson.write(module, activity(module.client())));
    }

    private ClientActivity activity(HubClient client) {
        return activityAsked ? asked.activity(client) : ClientActivity.NONE;
    }
}

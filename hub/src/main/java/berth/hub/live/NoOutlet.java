package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.hub.message.LockedCommand;
import berth.core.json.JsonObject;

/// For sessions to which nothing is sent: they are not present.
enum NoOutlet implements Outlet {
    INSTANCE;

    @Override
    public void desired(HubClient client, JsonObject patch, long version) {
        throw new IllegalStateException("nothing is sent to a visitor");
    }

    @Override
    public void method(MethodCall call) {
        throw new IllegalStateException("nothing is sent to a visitor");
    }

    @Override
    public void command(LockedCommand command) {
        throw new IllegalStateException("nothing is sent to a visitor");
    }

    @Override
    public void end(EndReason reason) {
        throw new IllegalStateException("a visitor is not present");
    }
}

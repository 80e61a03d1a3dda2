package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubModule;
import berth.core.hub.HubPlace;
import berth.core.hub.ModuleIdentity;
import berth.core.hub.ModuleStore;
import berth.core.hub.event.HubEvent;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every [ModuleStore] keeps.
public abstract class ModuleStoreContract {
    private static final HubClient FILTER = Messages.module("meter-7", "filter");

    private final HubHostName hub = Samples.freshHub();
    private final Samples samples = new Samples(41);

    protected abstract HubHost host();

    private ModuleStore store() {
        return host().modules();
    }

    private void putDevice(String id) {
        var device = samples.device(id);
        host().hubs()
                .changeDevice(
                        hub,
                        device.deviceId(),
                        _ ->
                                new Change.Put<>(
                                        new HubPlace.Occupied(device),
                                        true,
                                        Samples.event(hub, "put", id)));
    }

    private HubModule module(HubClient client, @Nullable String managedBy) {
        return new HubModule(
                new ModuleIdentity(
                        client,
                        "638412345678901234",
                        samples.etag(),
                        managedBy,
                        new DeviceAuthentication.SymmetricKeys(samples.keys()),
                        Samples.NOW),
                samples.device("x").twin());
    }

    private HubModule put(HubModule module) {
        store().changeModule(
                        hub,
                        module.client(),
                        _ -> new Change.Put<>(module, true, Samples.event(hub, "put", "m")));
        return module;
    }

    private List<HubEvent.Kind> told() {
        return host().events().read(hub, 0, 100).stream()
                .filter(event -> event.client().isModule())
                .map(HubEvent::kind)
                .toList();
    }

    @Test
    void aModuleComesBackAsItWasWritten() {
        putDevice("meter-7");
        var written = put(module(FILTER, "operator"));
        assertThat(store().module(hub, FILTER)).contains(written);

        var changed = put(written.with(samples.device("x").twin()));
        assertThat(store().module(hub, FILTER)).contains(changed);
        var rekeyed = put(module(FILTER, null));
        assertThat(store().module(hub, FILTER)).contains(rekeyed);
        assertThat(store().module(Samples.freshHub(), FILTER)).isEmpty();
    }

    @Test
    void aDecisionIsShownTheDeviceAndItsModules() {
        assertThat(shown(FILTER)).isEqualTo(new ModuleStore.Shown(false, 0, Optional.empty()));
        putDevice("meter-7");
        putDevice("meter-70");
        var written = put(module(FILTER, null));
        put(module(Messages.module("meter-7", "pump"), null));
        put(module(Messages.module("meter-70", "pump"), null));

        var shown = shown(FILTER);
        assertThat(shown.device()).isTrue();
        assertThat(shown.modules()).isEqualTo(2);
        assertThat(shown.module()).contains(written);
    }

    private ModuleStore.Shown shown(HubClient client) {
        return store().changeModule(hub, client, Change.Leave::new);
    }

    @Test
    void aModuleNeedsItsDevice() {
        assertThatThrownBy(() -> put(module(FILTER, null)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store().module(hub, FILTER)).isEmpty();
        assertThatThrownBy(() -> shown(Messages.device("meter-7")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void modulesAreListedByDeviceAndByPage() {
        var names = List.of("a", "meter-7", "meter-7.1", "meter-70");
        var all = new ArrayList<String>();
        for (var device : names) {
            putDevice(device);
            for (var name : List.of("filter", "pump")) {
                all.add(put(module(Messages.module(device, name), null)).client().text());
            }
        }
        all.sort(null);

        assertThat(store().modules(hub, FILTER.deviceId()))
                .extracting(module -> module.client().text())
                .containsExactly("meter-7/filter", "meter-7/pump");
        var paged = new ArrayList<String>();
        var after = "";
        while (true) {
            var page = store().modules(hub, new Page.Request(after, 3));
            page.items().forEach(module -> paged.add(module.client().text()));
            if (page.next() == null) {
                break;
            }
            after = page.next();
        }
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void aModuleThatGoesTakesItsSessionAlong() {
        putDevice("meter-7");
        put(module(FILTER, null));
        host().sessions().begin(hub, FILTER, "node-1", false);
        store().changeModule(
                        hub,
                        FILTER,
                        _ -> new Change.Remove<>(true, Samples.event(hub, "removed", "m")));

        assertThat(store().module(hub, FILTER)).isEmpty();
        assertThat(host().sessions().session(hub, FILTER)).isEmpty();
        assertThat(told())
                .containsExactly(
                        HubEvent.Kind.CREATED,
                        HubEvent.Kind.CONNECTED,
                        HubEvent.Kind.DISCONNECTED,
                        HubEvent.Kind.DELETED);
    }

    @Test
    void aTwinOfAModuleIsToldOf() {
        putDevice("meter-7");
        var written = put(module(FILTER, null));
        put(module(FILTER, "other").with(written.twin()));
        put(written.with(samples.device("x").twin()));

        assertThat(told()).containsExactly(HubEvent.Kind.CREATED, HubEvent.Kind.TWIN_UPDATED);
    }
}

package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.HubClient;
import berth.core.hub.HubModule;
import berth.core.hub.ModuleStore;
import berth.core.hub.event.RegistryNews;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Modules in memory, locked by the hub store that holds their devices. Any thread.
public final class InMemoryModuleStore implements ModuleStore {
    private final AuditLog audit;
    private final InMemoryHubStore hubs;
    private final Failures failures = new Failures();
    private final InMemoryTable<HubModule> modules = new InMemoryTable<>();

    public InMemoryModuleStore(AuditLog audit, InMemoryHubStore hubs) {
        this.audit = audit;
        this.hubs = hubs;
        hubs.takeAlong(this::remove);
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    @Override
    public Optional<HubModule> module(HubHostName hub, HubClient client) {
        failures.happen();
        synchronized (hubs) {
            return modules.find(InMemoryTable.key(hub, client));
        }
    }

    @Override
    public <A> A changeModule(
            HubHostName hub, HubClient client, Function<Shown, Change<HubModule, A>> decision) {
        failures.happen();
        if (!client.isModule()) {
            throw new IllegalArgumentException("not a module: " + client);
        }
        synchronized (hubs) {
            boolean device = hubs.has(hub, client.deviceId());
            int count = modulesOf(hub, client.deviceId()).size();
            var key = InMemoryTable.key(hub, client);
            var before = modules.find(key);
            var answer =
                    modules.change(
                            key,
                            audit,
                            row -> judged(decision.apply(new Shown(device, count, row)), device));
            var after = modules.find(key);
            var news = RegistryNews.ofModule(before, after);
            if (before.isPresent() && after.isEmpty()) {
                hubs.leave(hub, client.deviceId(), client::equals);
            }
            hubs.tell(hub, news);
            return answer;
        }
    }

    private static <A> Change<HubModule, A> judged(Change<HubModule, A> change, boolean device) {
        if (change instanceof Change.Put<HubModule, A> && !device) {
            throw new IllegalStateException("a module needs its device");
        }
        return change;
    }

    @Override
    public List<HubModule> modules(HubHostName hub, DeviceId deviceId) {
        failures.happen();
        synchronized (hubs) {
            return modulesOf(hub, deviceId);
        }
    }

    private List<HubModule> modulesOf(HubHostName hub, DeviceId deviceId) {
        return modules.of(InMemoryTable.key(hub, deviceId));
    }

    @Override
    public Page<HubModule> modules(HubHostName hub, Page.Request page) {
        failures.happen();
        synchronized (hubs) {
            return modules.page(hub, page, _ -> true, module -> module.client().text());
        }
    }

    /// A device leaves with its modules.
    private void remove(HubHostName hub, DeviceId device, Predicate<HubClient> which) {
        for (var module : modulesOf(hub, device)) {
            if (which.test(module.client())) {
                modules.remove(InMemoryTable.key(hub, module.client()));
                hubs.tell(hub, RegistryNews.ofModule(Optional.of(module), Optional.empty()));
            }
        }
    }
}

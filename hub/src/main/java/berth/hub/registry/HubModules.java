package berth.hub.registry;

import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubModule;
import berth.core.hub.ModuleDraft;
import berth.core.hub.ModuleStore;
import berth.core.hub.ModuleStore.Shown;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.hub.registry.DeviceNews.Desired;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The modules of one embedded hub, as its operators see them. Holds no state.
///
/// @param random must not be predictable, and safe for many threads
/// @see StoreUnavailable which every method may throw
public record HubModules(
        EmbeddedHub hub,
        ModuleStore store,
        RoleBooks roles,
        ModuleNews news,
        InstantSource clock,
        RandomGenerator random) {

    public Optional<HubModule> module(HubClient client) {
        return store.module(hub.hostName(), client);
    }

    /// In the order of their IDs.
    public List<HubModule> modules(DeviceId deviceId) {
        return store.modules(hub.hostName(), deviceId);
    }

    /// In the order of [HubClient#text].
    public Page<HubModule> modules(Page.Request page) {
        return store.modules(hub.hostName(), page);
    }

    /// Creates or replaces an identity.
    public ModuleOutcome write(ModuleDraft draft, Precondition precondition, Caller caller) {
        var change = change(draft.client(), caller);
        return change(
                draft.client(),
                new Desired.Untouched(),
                shown -> change.write(draft, precondition, shown));
    }

    /// Deletes an identity with everything that belongs to it.
    public ModuleOutcome delete(HubClient client, Precondition precondition, Caller caller) {
        var change = change(client, caller);
        return change(client, new Desired.Untouched(), shown -> change.delete(precondition, shown));
    }

    /// Merges into tags and desired properties what `patch` mentions.
    public ModuleOutcome patchTwin(
            HubClient client, TwinPatch patch, Precondition precondition, Caller caller) {
        var change = change(client, caller);
        var desired = patch.desired();
        return change(
                client,
                desired == null ? new Desired.Untouched() : new Desired.Merged(withoutOwn(desired)),
                shown -> change.patchTwin(patch, precondition, shown));
    }

    /// Overwrites tags and desired properties.
    public ModuleOutcome replaceTwin(
            HubClient client, TwinPatch whole, Precondition precondition, Caller caller) {
        var change = change(client, caller);
        return change(
                client,
                new Desired.Replaced(),
                shown -> change.replaceTwin(whole, precondition, shown));
    }

    private ModuleChange change(HubClient client, Caller caller) {
        var role =
                hub.device(client.deviceId()).map(device -> device.identity().role()).orElse(null);
        return new ModuleChange(
                hub.hostName(),
                client,
                roles.of(hub.hostName()).effective(role),
                caller,
                Chance.draw(clock, random));
    }

    private ModuleOutcome change(
            HubClient client,
            Desired desired,
            Function<Shown, Change<HubModule, ModuleOutcome>> decision) {
        ModuleOutcome outcome;
        try {
            outcome = store.changeModule(hub.hostName(), client, decision);
        } catch (StoreUnavailable e) {
            if (!e.outcomeKnown()) {
                news.changed(hub.hostName(), client, new Desired.Replaced());
            }
            throw e;
        }
        if (outcome instanceof ModuleOutcome.Done) {
            news.changed(hub.hostName(), client, desired);
        }
        return outcome;
    }

    /// `$version` and `$metadata` are the hub's own words coming back.
    private static JsonObject withoutOwn(JsonObject desired) {
        var members = new LinkedHashMap<>(desired.members());
        members.keySet().removeIf(name -> name.startsWith("$"));
        return new JsonObject(members);
    }
}

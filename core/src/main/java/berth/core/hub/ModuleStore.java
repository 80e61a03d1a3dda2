package berth.core.hub;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the modules of an embedded hub's devices and their twins. A device that goes takes its
/// modules along. Calls block; a change is durable when its call returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface ModuleStore {
    /// Empty also where the device is gone: modules go with it.
    Optional<HubModule> module(HubHostName hub, HubClient client);

    /// Shows what is stored of a module to `decision` and carries out what it wants. A module put
    /// there must be that one.
    ///
    /// @param client a module
    <A> A changeModule(
            HubHostName hub, HubClient client, Function<Shown, Change<HubModule, A>> decision);

    /// In the order of module IDs; a device has few.
    List<HubModule> modules(HubHostName hub, DeviceId deviceId);

    /// In the order of [HubClient#text].
    Page<HubModule> modules(HubHostName hub, Page.Request page);

    /// What a decision about a module may go by.
    ///
    /// @param device whether the device is there; without it, no module can be put
    /// @param modules how many the device has
    record Shown(boolean device, int modules, Optional<HubModule> module) {}
}

package berth.hub.registry;

import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.HubModule;
import berth.core.hub.ModuleDraft;
import berth.core.hub.ModuleIdentity;
import berth.core.hub.ModuleStore.Shown;
import berth.core.hub.TwinPatch;
import berth.core.hub.role.Role;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.hub.twin.TwinOutcome;
import berth.hub.twin.Twins;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// How an operator's requests change a module, each decided inside one transaction.
///
/// @param role of its device, which is its own
record ModuleChange(HubHostName hub, HubClient client, Role role, Caller caller, Chance chance) {
    /// Source: iot-hub-protocol, section 9.1.
    static final int MODULES_MAX = 50;

    Change<HubModule, ModuleOutcome> write(
            ModuleDraft draft, Precondition precondition, Shown shown) {
        var refused = refused(precondition, identityEtag(shown), shown);
        if (refused.isPresent()) {
            return leave(refused.get());
        }
        if (shown.module().isPresent()) {
            var old = shown.module().get();
            return put(old.with(updated(old.identity(), draft)), "module.updated");
        }
        if (shown.modules() >= MODULES_MAX) {
            return leave(
                    new ModuleOutcome.Refused(
                            HubError.TOO_MANY_MODULES_ON_DEVICE,
                            "A device has at most %d modules".formatted(MODULES_MAX)));
        }
        return put(new HubModule(created(draft), Twins.fresh(chance.now())), "module.created");
    }

    Change<HubModule, ModuleOutcome> delete(Precondition precondition, Shown shown) {
        var refused = refused(precondition, identityEtag(shown), shown);
        return refused.isPresent()
                ? leave(refused.get())
                : new Change.Remove<>(
                        new ModuleOutcome.Done(shown.module().orElseThrow()),
                        caller.event(
                                chance.now(), hub.value(), "module.deleted", client.text(), "ok"));
    }

    Change<HubModule, ModuleOutcome> patchTwin(
            TwinPatch patch, Precondition precondition, Shown shown) {
        var refused = refusedTwin(patch, precondition, shown);
        if (refused.isPresent()) {
            return leave(refused.get());
        }
        var module = shown.module().orElseThrow();
        return patch.isNothing()
                ? leave(new ModuleOutcome.Done(module))
                : finish(module, Twins.patch(module.twin(), patch, chance.now()), "twin.updated");
    }

    Change<HubModule, ModuleOutcome> replaceTwin(
            TwinPatch whole, Precondition precondition, Shown shown) {
        var refused = refusedTwin(whole, precondition, shown);
        if (refused.isPresent()) {
            return leave(refused.get());
        }
        var module = shown.module().orElseThrow();
        return finish(module, Twins.replace(module.twin(), whole, chance.now()), "twin.replaced");
    }

    private Optional<ModuleOutcome> refusedTwin(
            TwinPatch patch, Precondition precondition, Shown shown) {
        var etag = shown.module().map(module -> module.twin().etag()).orElse(null);
        return refused(precondition, etag, shown)
                .or(
                        () ->
                                RoleGuard.forbidden(role, client, patch.desired())
                                        .map(
                                                message ->
                                                        new ModuleOutcome.Refused(
                                                                HubError.ROLE_FORBIDS, message)));
    }

    private Optional<ModuleOutcome> refused(
            Precondition precondition, @Nullable ETag etag, Shown shown) {
        if (!shown.device()) {
            return Optional.of(
                    new ModuleOutcome.Refused(
                            HubError.DEVICE_NOT_FOUND,
                            "Device " + client.deviceId() + " is not registered"));
        }
        return precondition
                .violatedBy(etag)
                .map(error -> new ModuleOutcome.Refused(error, message(error)));
    }

    private String message(HubError error) {
        return switch (error) {
            case MODULE_NOT_FOUND -> "Module " + client + " is not registered";
            case MODULE_ALREADY_EXISTS_ON_DEVICE -> "Module " + client + " is already registered";
            default ->
                    "Precondition failed: the etag of module "
                            + client
                            + " does not match, or the module is not in the required state";
        };
    }

    private ModuleIdentity created(ModuleDraft draft) {
        return new ModuleIdentity(
                client,
                chance.generationId(),
                chance.etag(),
                draft.managedBy(),
                authentication(draft.authentication(), chance.generatedKeys()),
                chance.now());
    }

    private ModuleIdentity updated(ModuleIdentity old, ModuleDraft draft) {
        return new ModuleIdentity(
                client,
                old.generationId(),
                chance.etag(),
                draft.managedBy(),
                authentication(draft.authentication(), old.authentication()),
                old.createdAt());
    }

    private DeviceAuthentication authentication(
            AuthenticationWish wish, DeviceAuthentication unsaid) {
        return switch (wish) {
            case AuthenticationWish.Unsaid _ -> unsaid;
            case AuthenticationWish.GeneratedKeys _ -> chance.generatedKeys();
            case AuthenticationWish.Exactly(DeviceAuthentication wanted) -> wanted;
        };
    }

    private Change<HubModule, ModuleOutcome> finish(
            HubModule module, TwinOutcome outcome, String action) {
        return switch (outcome) {
            case TwinOutcome.Broken(String rule) ->
                    leave(new ModuleOutcome.Refused(HubError.ARGUMENT_INVALID, rule));
            case TwinOutcome.Changed(var twin) -> put(module.with(twin), action);
        };
    }

    private Change<HubModule, ModuleOutcome> put(HubModule module, String action) {
        return new Change.Put<>(
                module,
                new ModuleOutcome.Done(module),
                caller.event(chance.now(), hub.value(), action, client.text(), "ok"));
    }

    private static Change<HubModule, ModuleOutcome> leave(ModuleOutcome outcome) {
        return new Change.Leave<>(outcome);
    }

    private static @Nullable ETag identityEtag(Shown shown) {
        return shown.module().map(module -> module.identity().etag()).orElse(null);
    }
}

package berth.hub.endpoint;

import berth.core.hub.HubError;
import berth.core.hub.ModuleDraft;
import berth.core.id.ETag;
import berth.hub.registry.HubModules;
import berth.hub.registry.ModuleOutcome;
import berth.hub.registry.Precondition;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceBulkJson.Entry;

import org.jspecify.annotations.Nullable;

/// The entry of a bulk request that means a module. Its identity and its twin are written by
/// different entries: both at once cannot be done or undone together.
record BulkModule(Asked asked, HubModules modules) {

    ModuleOutcome carryOut(Entry entry, ModuleDraft module) throws BadDocument {
        return switch (entry.mode()) {
            case CREATE ->
                    write(
                            entry,
                            module,
                            new Precondition.Absent(HubError.MODULE_ALREADY_EXISTS_ON_DEVICE));
            case UPDATE -> write(entry, module, present(null));
            case UPDATE_IF_MATCH ->
                    write(entry, module, present(BulkOperation.required("eTag", entry.etag())));
            case CREATE_OR_UPDATE -> write(entry, module, new Precondition.Either(null));
            case CREATE_OR_UPDATE_IF_MATCH ->
                    write(
                            entry,
                            module,
                            new Precondition.Either(BulkOperation.optional("eTag", entry.etag())));
            case DELETE -> modules.delete(module.client(), present(null), asked.caller());
            case DELETE_IF_MATCH ->
                    modules.delete(
                            module.client(),
                            present(BulkOperation.required("eTag", entry.etag())),
                            asked.caller());
            case UPDATE_TWIN -> patch(entry, module, present(null));
            case UPDATE_TWIN_IF_MATCH ->
                    patch(
                            entry,
                            module,
                            present(BulkOperation.required("twinETag", entry.twinEtag())));
        };
    }

    private ModuleOutcome write(Entry entry, ModuleDraft module, Precondition precondition)
            throws BadDocument {
        if (!entry.twin().isNothing()) {
            throw new BadDocument(
                    "moduleId", "cannot go with tags or properties but in updateTwin");
        }
        return modules.write(module, precondition, asked.caller());
    }

    private ModuleOutcome patch(Entry entry, ModuleDraft module, Precondition precondition) {
        var outcome =
                modules.patchTwin(module.client(), entry.twin(), precondition, asked.caller());
        if (outcome instanceof ModuleOutcome.Refused(var error, var message)) {
            asked.tell(module.client(), error, message);
        }
        return outcome;
    }

    private static Precondition present(@Nullable ETag etag) {
        return new Precondition.Present(HubError.MODULE_NOT_FOUND, etag);
    }
}

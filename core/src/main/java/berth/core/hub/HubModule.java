package berth.core.hub;

/// A module's identity with its twin, as the embedded hub stores them.
public record HubModule(ModuleIdentity identity, DeviceTwin twin) {
    public HubClient client() {
        return identity.client();
    }

    public HubModule with(DeviceTwin changed) {
        return new HubModule(identity, changed);
    }

    public HubModule with(ModuleIdentity changed) {
        return new HubModule(changed, twin);
    }
}

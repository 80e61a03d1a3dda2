package berth.endpoint.service;

import berth.core.error.Refusal;
import berth.core.id.ETag;
import berth.core.instance.InstanceChanges;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;
import berth.net.http.HttpReply;
import berth.wire.json.InstanceAllocationJson;

import java.util.random.RandomGenerator;

/// How an instance chooses among its hubs. Ours: Azure has this in its control plane.
///
/// Source: docs/operating.md.
final class AllocationOperations {
    private final InstanceStore instances;
    private final RandomGenerator random;

    AllocationOperations(InstanceStore instances, RandomGenerator random) {
        this.instances = instances;
        this.random = random;
    }

    HttpReply read(ServiceCall call) {
        return ServiceReplies.ok(InstanceAllocationJson.write(call.instance()));
    }

    HttpReply change(ServiceCall call) {
        return RequestBody.answered(
                call, InstanceAllocationJson::read, wish -> changed(call, wish));
    }

    private HttpReply changed(ServiceCall call, InstanceAllocationJson.Wish wish) {
        var changes =
                new InstanceChanges(
                        Conditions.ofChange(call.headers()),
                        ETag.fresh(random),
                        call.caller(),
                        call.now());
        var outcome =
                instances.changeInstance(
                        call.scope(),
                        stored ->
                                changes.allocation(stored, wish.policy(), wish.avoidUnwellHubs()));
        return switch (outcome) {
            case InstanceChanges.Outcome.Refused(Refusal refusal) ->
                    ServiceReplies.refused(refusal, call);
            case InstanceChanges.Outcome.Done(ServiceInstance instance) ->
                    ServiceReplies.ok(InstanceAllocationJson.write(instance));
        };
    }
}

package berth.endpoint.service;

import berth.core.change.Change;
import berth.core.enrollment.Precondition;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.LinkedHub;
import berth.core.hub.LinkedHubDraft;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.instance.InstanceChanges;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.net.http.HttpReply;
import berth.wire.json.LinkedHubJson;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Operations on the hubs that are linked to an instance. Ours: Azure has them in its control
/// plane.
///
/// Source: docs/operating.md.
final class LinkedHubOperations {
    private final InstanceStore instances;
    private final HubsView hubs;
    private final RandomGenerator random;

    LinkedHubOperations(InstanceStore instances, HubsView hubs, RandomGenerator random) {
        this.instances = instances;
        this.hubs = hubs;
        this.random = random;
    }

    HttpReply list(ServiceCall call) {
        var instance = call.instance();
        return ServiceReplies.ok(
                new JsonArray(
                        instance.linkedHubs().stream()
                                .<JsonValue>map(hub -> document(hub, instance))
                                .toList()));
    }

    HttpReply read(ServiceCall call) {
        return withHub(call, host -> shown(call.instance(), host, call));
    }

    HttpReply link(ServiceCall call) {
        return withDraft(
                call,
                (host, draft) -> {
                    boolean embedded = hubs.embedded(host);
                    var changes = changes(call, Conditions.ofPut(call.headers()));
                    return changed(
                            call, host, stored -> changes.link(stored, host, draft, embedded));
                });
    }

    HttpReply change(ServiceCall call) {
        return withDraft(
                call,
                (host, draft) -> {
                    var changes = changes(call, Conditions.ofChange(call.headers()));
                    return changed(call, host, stored -> changes.change(stored, host, draft));
                });
    }

    HttpReply unlink(ServiceCall call) {
        return withHub(
                call,
                host -> {
                    var changes = changes(call, Conditions.ofChange(call.headers()));
                    var outcome =
                            instances.changeInstance(
                                    call.scope(), stored -> changes.unlink(stored, host));
                    return switch (outcome) {
                        case InstanceChanges.Outcome.Refused(Refusal refusal) ->
                                ServiceReplies.refused(refusal, call);
                        case InstanceChanges.Outcome.Done _ -> ServiceReplies.done();
                    };
                });
    }

    private InstanceChanges changes(ServiceCall call, Precondition precondition) {
        return new InstanceChanges(precondition, ETag.fresh(random), call.caller(), call.now());
    }

    private HttpReply changed(
            ServiceCall call,
            HubHostName host,
            Function<Optional<ServiceInstance>, Change<ServiceInstance, InstanceChanges.Outcome>>
                    decision) {
        return switch (instances.changeInstance(call.scope(), decision)) {
            case InstanceChanges.Outcome.Refused(Refusal refusal) ->
                    ServiceReplies.refused(refusal, call);
            case InstanceChanges.Outcome.Done(ServiceInstance instance) ->
                    shown(instance, host, call);
        };
    }

    private HttpReply shown(ServiceInstance instance, HubHostName host, ServiceCall call) {
        return instance.linkedHub(host)
                .map(hub -> ServiceReplies.ok(document(hub, instance)))
                .orElseGet(() -> ServiceReplies.refused(ServiceError.LINKED_HUB_NOT_FOUND, call));
    }

    private JsonObject document(LinkedHub hub, ServiceInstance instance) {
        return LinkedHubJson.write(hub, instance.etag(), hubs.report(hub));
    }

    private static HttpReply withHub(ServiceCall call, Function<HubHostName, HttpReply> reply) {
        return Ids.hub(call.id())
                .map(reply)
                .orElseGet(
                        () ->
                                ServiceReplies.refused(
                                        Refusal.explained(
                                                ServiceError.INVALID_ID,
                                                "a hub is named by its host name, with a dot"),
                                        call));
    }

    private static HttpReply withDraft(
            ServiceCall call, BiFunction<HubHostName, LinkedHubDraft, HttpReply> reply) {
        return withHub(
                call,
                host ->
                        RequestBody.answered(
                                call,
                                LinkedHubJson::read,
                                draft ->
                                        names(draft, host)
                                                ? reply.apply(host, draft)
                                                : ServiceReplies.refused(
                                                        Refusal.explained(
                                                                ServiceError.INVALID_ID,
                                                                "hostName and the path differ"),
                                                        call)));
    }

    private static boolean names(LinkedHubDraft draft, HubHostName host) {
        return draft.hostName() == null || draft.hostName().equalsIgnoreCase(host.value());
    }
}

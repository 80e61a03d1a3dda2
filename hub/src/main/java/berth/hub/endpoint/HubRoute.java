package berth.hub.endpoint;

import berth.core.access.HubRight;
import berth.core.hub.HubClient;
import berth.core.hub.role.RoleName;
import berth.core.id.DeviceId;
import berth.net.http.HttpRequest;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a request asks for, by method and path; see [HubRoutes].
sealed interface HubRoute {
    int TOP_MAX = 1000;

    /// Something this hub does.
    sealed interface Operation extends HubRoute {
        /// The rights of which one is enough. Source: iot-hub-protocol, section 1.3.
        default List<HubRight> rights() {
            return switch (this) {
                case GetDevice _,
                        ListDevices _,
                        DeviceStatistics _,
                        ListModules _,
                        GetModule _,
                        ListRoles _,
                        GetRole _,
                        ListSubscriptions _,
                        GetSubscription _ ->
                        List.of(HubRight.REGISTRY_READ, HubRight.REGISTRY_WRITE);
                case PutDevice _,
                        DeleteDevice _,
                        BulkDevices _,
                        PutModule _,
                        DeleteModule _,
                        PutRole _,
                        DeleteRole _,
                        PutSubscription _,
                        DeleteSubscription _ ->
                        List.of(HubRight.REGISTRY_WRITE);
                case ServiceStatistics _ ->
                        List.of(HubRight.SERVICE_CONNECT, HubRight.REGISTRY_READ);
                case GetTwin _,
                        PatchTwin _,
                        ReplaceTwin _,
                        GetModuleTwin _,
                        PatchModuleTwin _,
                        ReplaceModuleTwin _,
                        QueryTwins _,
                        InvokeMethod _,
                        PurgeCommands _,
                        ReceiveFeedback _,
                        CompleteFeedback _,
                        AbandonFeedback _ ->
                        List.of(HubRight.SERVICE_CONNECT);
            };
        }
    }

    record GetDevice(DeviceId deviceId) implements Operation {}

    record PutDevice(DeviceId deviceId) implements Operation {}

    record DeleteDevice(DeviceId deviceId) implements Operation {}

    record ListDevices(int top) implements Operation {}

    record BulkDevices() implements Operation {}

    record DeviceStatistics() implements Operation {}

    record ServiceStatistics() implements Operation {}

    record GetTwin(DeviceId deviceId) implements Operation {}

    record PatchTwin(DeviceId deviceId) implements Operation {}

    record ReplaceTwin(DeviceId deviceId) implements Operation {}

    record QueryTwins() implements Operation {}

    record ListModules(DeviceId deviceId) implements Operation {}

    record GetModule(HubClient module) implements Operation {}

    record PutModule(HubClient module) implements Operation {}

    record DeleteModule(HubClient module) implements Operation {}

    record GetModuleTwin(HubClient module) implements Operation {}

    record PatchModuleTwin(HubClient module) implements Operation {}

    record ReplaceModuleTwin(HubClient module) implements Operation {}

    record InvokeMethod(HubClient client) implements Operation {}

    record PurgeCommands(HubClient client) implements Operation {}

    record ReceiveFeedback() implements Operation {}

    /// @param lock empty for what cannot be one, and so is lost
    record CompleteFeedback(Optional<UUID> lock) implements Operation {}

    /// @param lock empty for what cannot be one, and so is lost
    record AbandonFeedback(Optional<UUID> lock) implements Operation {}

    record ListRoles() implements Operation {}

    record GetRole(RoleName name) implements Operation {}

    record PutRole(RoleName name) implements Operation {}

    record DeleteRole(RoleName name) implements Operation {}

    record ListSubscriptions() implements Operation {}

    record GetSubscription(String name) implements Operation {}

    record PutSubscription(String name) implements Operation {}

    record DeleteSubscription(String name) implements Operation {}

    /// A device's own business, which it proves itself for.
    ///
    /// @param below the path's segments below the client's name, decoded; at least one
    record DeviceSide(HubClient client, List<String> below) implements HubRoute {
        public DeviceSide {
            below = List.copyOf(below);
        }
    }

    /// Something a real hub does and this one does not.
    record NotOffered(Feature feature) implements HubRoute {}

    /// A known path, but not with this method.
    record WrongMethod(String allowed) implements HubRoute {}

    /// Nothing that any hub has.
    record Unknown() implements HubRoute {}

    /// A known path with something impossible in it.
    record Bad(String message) implements HubRoute {}

    static HubRoute of(HttpRequest request) {
        return HubRoutes.of(request);
    }
}

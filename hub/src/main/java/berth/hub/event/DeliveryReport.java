package berth.hub.event;

import berth.core.id.HubHostName;

/// How a subscription is doing, for operators.
///
/// @param cursor it was told of everything up to this sequence
/// @param waiting events read and not delivered
/// @param problem what stands in the way of the next event, empty if nothing does; holds no secrets
public record DeliveryReport(
        HubHostName hub, String name, long cursor, int waiting, String problem) {
    DeliveryReport with(String other) {
        return new DeliveryReport(hub, name, cursor, waiting, other);
    }
}

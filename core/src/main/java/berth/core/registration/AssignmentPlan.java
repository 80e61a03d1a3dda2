package berth.core.registration;

import berth.core.hub.DeviceOrder;
import berth.core.id.HubHostName;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

/// Everything random or external that an operation will do, decided once and never again: every
/// retry carries out the same plan.
///
/// @param reason why this hub, for operators
/// @param substatus what the registration will show when it succeeds
/// @param formerHub the hub the device leaves, or null
/// @param payload what the device will be given, or null
///
///   Source: reliability, section 2 rule 2.
public record AssignmentPlan(
        HubHostName hub,
        DeviceOrder order,
        String reason,
        Substatus substatus,
        @Nullable HubHostName formerHub,
        @Nullable JsonValue payload) {}

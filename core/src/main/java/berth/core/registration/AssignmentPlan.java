package berth.core.registration;

import berth.core.hub.DeviceOrder;
import berth.core.id.HubHostName;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Everything random or external that an operation will do, decided once and never again: every
/// retry carries out the same plan.
///
/// @param hubs the chosen hub, and behind it those to turn to, in this order, if it takes no
///   further devices; never empty
/// @param order what is to be true in the hub; its twin is completed by what is captured
/// @param reason why this hub, for operators
/// @param substatus what the registration will show when it succeeds
/// @param former the identity the device leaves, or null
/// @param capturesTwin whether the former identity's twin goes with the device
/// @param twinDecided whether tags and desired properties of the order stand even if a twin is
///   captured, because an allocation function gave them
/// @param payload what the device will be given, or null
/// @param fallback why the allocation function's word is missing, or null if it is not
///
///   Source: reliability, section 2 rule 2.
public record AssignmentPlan(
        List<HubHostName> hubs,
        DeviceOrder order,
        String reason,
        Substatus substatus,
        @Nullable Placement former,
        boolean capturesTwin,
        boolean twinDecided,
        @Nullable JsonValue payload,
        @Nullable String fallback) {
    public AssignmentPlan {
        hubs = List.copyOf(hubs);
        if (hubs.isEmpty()) {
            throw new IllegalArgumentException("a plan names a hub");
        }
        if (capturesTwin && former == null) {
            throw new IllegalArgumentException("there is no twin to capture");
        }
    }
}

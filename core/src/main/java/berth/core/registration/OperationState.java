package berth.core.registration;

import java.util.Arrays;

/// Where an operation stands. Every transition and its cause:
///
/// | from | event | to |
/// | --- | --- | --- |
/// | (none) | admitted | ADMITTED |
/// | (none) | admitted, nothing has changed since the device was assigned | SUCCEEDED |
/// | (none) | admitted, enrollment or device disabled | FAILED (the device sees `disabled`) |
/// | ADMITTED | hub, identity and twin were decided | PLANNED |
/// | ADMITTED | no hub, the function failed, enrollment gone or disabled, deadline | FAILED |
/// | PLANNED | the plan moves data and the old hub's twin was read | CAPTURED |
/// | PLANNED, CAPTURED | the hub holds identity and twin | HUB_READY |
/// | PLANNED, CAPTURED | the hub is full or barred, and the plan names another | the same |
/// | PLANNED, CAPTURED | the hub refuses, a newer generation wrote, unlinked, deadline | FAILED |
/// | HUB_READY | final check passed | SUCCEEDED |
/// | HUB_READY | enrollment gone or disabled, deadline | UNWINDING, or FAILED if nothing was made |
/// | UNWINDING | what this operation created is removed, and watched for, or queued for it | FAILED |
/// | any but final | the device was disabled or decommissioned | FAILED |
/// | any but final | the registration was deleted | CANCELLED |
///
/// Whenever an operation ends otherwise than in SUCCEEDED after a plan was made, and it is not
/// certain that the hub holds nothing of it, the same transaction queues a clean-up.
///
/// CONTEXT, ASSET_DONE and ASSET_DEFERRED of the reference lie between these and are entered once
/// asset systems exist.
///
/// Source: reliability, section 3.2.
public enum OperationState {
    ADMITTED,
    PLANNED,
    CAPTURED,
    HUB_READY,
    UNWINDING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /// A state of a newer release, which shares the store while a fleet of nodes is upgraded. Such
    /// an operation is joined and polled as one that runs, and otherwise left alone: not claimed,
    /// not ended, never written. Source: reliability, section 5.
    UNKNOWN;

    /// The state of that name, UNKNOWN if this release has none.
    public static OperationState named(String name) {
        return Arrays.stream(values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElse(UNKNOWN);
    }

    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case ADMITTED, PLANNED, CAPTURED, HUB_READY, UNWINDING, UNKNOWN -> false;
        };
    }
}

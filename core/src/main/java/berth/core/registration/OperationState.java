package berth.core.registration;

/// Where an operation stands. Every transition and its cause:
///
/// | from | event | to |
/// | --- | --- | --- |
/// | (none) | admitted, enrollment enabled | ADMITTED |
/// | (none) | admitted, enrollment disabled | FAILED (the device sees `disabled`) |
/// | ADMITTED | a hub was chosen | PLANNED |
/// | ADMITTED | no hub, enrollment gone or disabled, deadline | UNWINDING |
/// | PLANNED | the hub holds identity and twin | HUB_READY |
/// | PLANNED | the hub refuses, a newer generation wrote, deadline | UNWINDING |
/// | HUB_READY | final check passed | SUCCEEDED |
/// | HUB_READY | enrollment gone or disabled | UNWINDING |
/// | UNWINDING | what this operation created is removed or queued for removal | FAILED |
/// | any but final | the registration was deleted | CANCELLED |
///
/// CONTEXT, CAPTURED, ASSET_DONE and ASSET_DEFERRED of the full machine lie between these and are
/// entered once asset systems and migration exist.
///
/// Source: reliability, section 3.2.
public enum OperationState {
    ADMITTED,
    PLANNED,
    HUB_READY,
    UNWINDING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case ADMITTED, PLANNED, HUB_READY, UNWINDING -> false;
        };
    }
}

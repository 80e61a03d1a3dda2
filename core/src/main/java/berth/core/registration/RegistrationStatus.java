package berth.core.registration;

/// A registration as the device and the operator see it. Source: dps-device-protocol section 0.6.
public enum RegistrationStatus {
    /// Never tried; seen by operators only, never sent to a device.
    UNASSIGNED,
    ASSIGNING,
    ASSIGNED,
    FAILED,
    DISABLED
}

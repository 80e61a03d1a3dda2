package berth.core.enrollment;

/// What happens when a device registers again.
///
/// @param updateHubAssignment run the allocation again
/// @param migrateDeviceData carry the twin over; otherwise back to the initial twin
///
///   Source: dps-service-api, section 9.1.
public record ReprovisionPolicy(boolean updateHubAssignment, boolean migrateDeviceData) {
    /// What applies where an enrollment says nothing and the device speaks a version newer than
    /// 2018-04-01.
    public static final ReprovisionPolicy DEFAULT = new ReprovisionPolicy(true, true);
}

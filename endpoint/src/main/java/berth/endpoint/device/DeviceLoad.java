package berth.endpoint.device;

/// How busy a node is, in steps: by it devices are told when to come again. Source: reliability,
/// section 11.
public final class DeviceLoad {
    /// The highest step.
    public static final int MAX = 4;

    private DeviceLoad() {}

    /// @param running operations that run in the busiest scope
    /// @param runningMax how many may
    /// @param waiting requests that wait for a place
    /// @return 0 (at ease) to [#MAX]
    public static int of(int running, int runningMax, int waiting) {
        int quarters = (int) Math.min(MAX, (long) running * MAX / runningMax);
        return waiting > 0 ? Math.max(1, quarters) : quarters;
    }
}

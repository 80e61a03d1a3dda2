package berth.system.roles;

/// Something that a role allows or not.
enum RoleAction {
    SEND_TELEMETRY("send telemetry"),
    LISTEN_TO_METHODS("listen to direct methods"),
    BE_CALLED("be called by a direct method"),
    BE_SENT_A_MESSAGE("be sent a cloud-to-device message"),
    READ_TWIN("read the twin"),
    REPORT_STATE("report the property `state`"),
    REPORT_OTHER("report another property"),
    BE_SET_INTERVAL("be set the desired property `interval`"),
    BE_SET_OTHER("be set another desired property"),
    SEND_CHILD_TELEMETRY("send the telemetry of a child"),
    READ_CHILD_TWIN("read the twin of a child"),
    RELAY_CHILD_METHOD("relay a direct method to a child");

    private final String words;

    RoleAction(String words) {
        this.words = words;
    }

    /// What the documentation calls it.
    String words() {
        return words;
    }
}

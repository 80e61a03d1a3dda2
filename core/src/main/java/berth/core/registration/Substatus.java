package berth.core.registration;

/// How the present assignment came about. Source: dps-device-protocol section 7.
public enum Substatus {
    INITIAL_ASSIGNMENT,
    DEVICE_DATA_MIGRATED,
    DEVICE_DATA_RESET,
    REPROVISIONED_TO_INITIAL_ASSIGNMENT
}

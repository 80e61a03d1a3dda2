package berth.core.access;

/// What a hub's shared access policy may allow. Source: iot-hub-protocol, section 1.3.
public enum HubRight {
    REGISTRY_READ("RegistryRead"),
    REGISTRY_WRITE("RegistryWrite"),
    SERVICE_CONNECT("ServiceConnect"),
    DEVICE_CONNECT("DeviceConnect");

    private final String spelling;

    HubRight(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }
}

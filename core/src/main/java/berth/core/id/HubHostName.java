package berth.core.id;

/// The host name of an IoT hub, as written into `assignedHub` and `iotHubs`. It carries no port and
/// has at least one dot, because stock clients derive the hub's short name from the text before the
/// first one. Source: iot-hub-protocol, section 0.
public record HubHostName(String value) {
    public HubHostName {
        value = new HostName(value).value();
        if (value.indexOf('.') < 0) {
            throw new IllegalArgumentException("a hub's host name needs a dot: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

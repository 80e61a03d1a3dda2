package berth.hub.https;

import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.net.http.HttpHeaders;

/// What a device's request comes to.
public sealed interface DeviceReply {
    DeviceReply NOTHING = new Answered(204, HttpHeaders.NONE, ByteString.EMPTY);

    record Answered(int status, HttpHeaders headers, ByteString body) implements DeviceReply {}

    /// `message` is safe for the device.
    record Refused(HubError error, String message) implements DeviceReply {}

    /// A known path, but not with this method.
    record WrongMethod(String allowed) implements DeviceReply {}
}

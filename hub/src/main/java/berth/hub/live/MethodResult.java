package berth.hub.live;

import berth.core.hub.HubError;
import berth.core.id.ByteString;

/// What became of a direct method.
public sealed interface MethodResult {
    /// @param status the device's word
    /// @param payload JSON as the device sent it, or empty
    record Answered(int status, ByteString payload) implements MethodResult {}

    /// `message` is safe for whoever asked.
    record Refused(HubError error, String message) implements MethodResult {}
}

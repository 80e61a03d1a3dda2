package berth.hub.endpoint;

import berth.core.hub.DeviceDraft;
import berth.core.id.DeviceId;
import berth.hub.registry.EmbeddedHub;

import java.util.Optional;
import java.util.stream.Stream;

/// Whether the scopes that a device is to have are those of devices that are there: a misspelt one
/// would be a child that no gateway can speak for.
///
/// ```text
/// ms-azure-iot-edge://{device ID}-{generation ID}
/// ```
record GatewayScopes(EmbeddedHub hub) {
    private static final String SCHEME = "ms-azure-iot-edge://";

    Optional<String> complaint(DeviceDraft draft) {
        return Stream.of(
                        Optional.ofNullable(draft.deviceScope()),
                        Optional.ofNullable(draft.parentScope()))
                .flatMap(Optional::stream)
                .filter(scope -> !exists(scope))
                .findFirst()
                .map(_ -> "deviceScope and parentScopes must be the scope of a registered device");
    }

    private boolean exists(String scope) {
        int hyphen = scope.lastIndexOf('-');
        if (!scope.startsWith(SCHEME) || hyphen <= SCHEME.length()) {
            return false;
        }
        try {
            var deviceId = new DeviceId(scope.substring(SCHEME.length(), hyphen));
            return hub.device(deviceId)
                    .filter(device -> device.identity().scope().equals(scope))
                    .isPresent();
        } catch (IllegalArgumentException _) {
            // No device can have this name.
            return false;
        }
    }
}

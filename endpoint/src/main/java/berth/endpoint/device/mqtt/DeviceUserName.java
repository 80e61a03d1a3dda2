package berth.endpoint.device.mqtt;

import berth.endpoint.device.ApiVersion;
import berth.wire.uri.PercentEncoding;

import java.util.Optional;

/// The user name of a CONNECT:
///
/// ```text
/// {scope}/registrations/{registration ID}/api-version={version}&ClientVersion={text}
/// ```
///
/// The names are not encoded. Behind them stands a query of which only the version counts; without
/// one the device is taken to speak [ApiVersion#DEFAULT].
///
/// Source: dps-device-protocol, sections 0.2 and 2.1.
///
/// @param scope as the device wrote it
/// @param registrationId as the device wrote it
record DeviceUserName(String scope, String registrationId, ApiVersion version) {
    /// Empty when it is not of that form; whether the names can be anybody's is not looked at.
    static Optional<DeviceUserName> parse(String text) {
        var parts = text.split("/", 4);
        if (parts.length < 3 || !parts[1].equals("registrations")) {
            return Optional.empty();
        }
        var query = parts.length == 4 ? parts[3] : "";
        var version =
                QueryText.first(query, "api-version")
                        .flatMap(PercentEncoding::decode)
                        .flatMap(ApiVersion::parse)
                        .orElse(ApiVersion.DEFAULT);
        return Optional.of(new DeviceUserName(parts[0], parts[2], version));
    }
}

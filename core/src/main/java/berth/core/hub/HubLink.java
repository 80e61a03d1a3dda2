package berth.core.hub;

import berth.core.secret.Secret;

/// How the service reaches a linked hub.
public sealed interface HubLink {
    /// The hub inside this process.
    record Embedded() implements HubLink {}

    /// An Azure IoT Hub over its service REST API, by a shared access policy with RegistryRead,
    /// RegistryWrite and ServiceConnect.
    record Azure(String policyName, Secret key) implements HubLink {}
}

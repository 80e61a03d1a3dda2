package berth.core.hub;

import berth.core.id.ByteString;

/// How a device proves itself to its hub. Source: iot-hub-protocol, sections 5.2 and 8.2.
public sealed interface DeviceAuthentication {
    /// `sas`: by tokens signed with one of two keys.
    record SymmetricKeys(berth.core.secret.SymmetricKeys keys) implements DeviceAuthentication {}

    /// `selfSigned`: by a certificate with one of two thumbprints, each the SHA-1 (20 bytes) or
    /// SHA-256 (32 bytes) of its encoding. With one certificate both are the same.
    record Thumbprints(ByteString primary, ByteString secondary) implements DeviceAuthentication {}

    /// `certificateAuthority`: by any certificate of a CA the hub knows, named for the device.
    record CertificateAuthority() implements DeviceAuthentication {}

    /// `none`: not at all.
    record None() implements DeviceAuthentication {}
}

package berth.endpoint.device.amqp;

import berth.core.id.ByteString;

/// Blobs that only the TPM with the presented keys can open.
public interface TpmBlobs {
    /// Makes the blob that challenges a device that presents the public keys of a TPM. Blocks. What
    /// the keys are worth, and whether the registration is known, must not show: that comes out
    /// with the token, or when the device registers.
    ///
    /// @param endorsementKey `TPM2B_PUBLIC`, as received
    /// @param storageRootKey `TPM2B_PUBLIC`, as received
    /// @param source the address of the caller
    ByteString blob(
            String scope,
            String registrationId,
            ByteString endorsementKey,
            ByteString storageRootKey,
            String source);
}

package berth.system;

import berth.core.id.ByteString;

import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderTpm;

/// A TPM for Microsoft's provisioning client.
final class StockTpm extends SecurityProviderTpm {
    private final DeviceTpm tpm;
    private final String registrationId;

    StockTpm(String registrationId, DeviceTpm tpm) {
        this.registrationId = registrationId;
        this.tpm = tpm;
    }

    @Override
    public String getRegistrationId() {
        return registrationId;
    }

    @Override
    public byte[] getEndorsementKey() {
        return tpm.endorsementKey().toByteArray();
    }

    @Override
    public byte[] getStorageRootKey() {
        return tpm.storageRootKey().toByteArray();
    }

    /// The client does nothing with what comes back.
    @Override
    public byte[] activateIdentityKey(byte[] blob) {
        tpm.activate(ByteString.of(blob));
        return new byte[0];
    }

    @Override
    public byte[] signWithIdentity(byte[] data) {
        return tpm.sign(ByteString.of(data)).toByteArray();
    }
}

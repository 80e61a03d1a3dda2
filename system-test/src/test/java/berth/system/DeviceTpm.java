package berth.system;

import berth.core.id.ByteString;

/// A TPM as a device's provisioning client uses it: two public keys to show, and a key that it is
/// given and signs with.
interface DeviceTpm {
    ByteString endorsementKey();

    ByteString storageRootKey();

    /// Takes over the key inside the blob; the former one is gone.
    void activate(ByteString blob);

    /// HMAC-SHA256 under the key that was taken over last.
    ByteString sign(ByteString data);
}

package berth.cli.fleet;

import berth.core.id.ByteString;

import java.util.Optional;

/// A TPM as a device uses it. For one thread.
///
/// Source: dps-device-protocol, section 4.4.
public interface TpmChip {
    /// The `TPM2B_PUBLIC` of its endorsement key.
    ByteString endorsementKey();

    /// The `TPM2B_PUBLIC` of its storage root key.
    ByteString storageRootKey();

    /// Takes the key out of a blob that was made for this TPM, in place of the one before.
    ///
    /// @return why it does not take it, if it does not
    Optional<String> importKey(ByteString authenticationKey);

    /// HMAC-SHA256 with the key that was imported last.
    ///
    /// @throws IllegalStateException when there is none
    ByteString sign(ByteString message);
}

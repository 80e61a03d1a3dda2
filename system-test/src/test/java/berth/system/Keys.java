package berth.system;

import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/// Two symmetric keys in Base64, as operators and devices hold them.
record Keys(String primary, String secondary) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Keys fresh() {
        return new Keys(freshKey(), freshKey());
    }

    static String freshKey() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The keys of one device of a group, derived by the stock client.
    Keys derived(String registrationId) throws GeneralSecurityException {
        return new Keys(derived(primary, registrationId), derived(secondary, registrationId));
    }

    private static String derived(String groupKey, String registrationId)
            throws GeneralSecurityException {
        return new String(
                SecurityProviderSymmetricKey.ComputeDerivedSymmetricKey(
                        groupKey.getBytes(StandardCharsets.UTF_8), registrationId),
                StandardCharsets.UTF_8);
    }

    SymmetricKeyAttestation attestation() {
        return new SymmetricKeyAttestation(primary, secondary);
    }
}

package berth.core.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

class TpmStorageKeyTest {
    private static final BigInteger MODULUS = BigInteger.ONE.setBit(2047);
    private static final ByteString EK = TpmStorageKey.endorsement(MODULUS).marshalled();
    private static final ByteString SRK = TpmStorageKey.storageRoot(MODULUS).marshalled();

    @Test
    void bothTemplatesAreTaken() {
        assertThat(TpmStorageKey.parse(EK)).isInstanceOf(TpmStorageKey.Parsed.Key.class);
        assertThat(TpmStorageKey.parse(SRK)).isInstanceOf(TpmStorageKey.Parsed.Key.class);
    }

    /// Places and what is put there, in a storage root key.
    @ParameterizedTest
    @CsvSource({
        "2, 0023, an elliptic curve",
        "4, 0004, named by SHA-1",
        "6, 00030470, without fixedTPM",
        "6, 00030462, without fixedParent",
        "6, 00030452, without sensitiveDataOrigin",
        "6, 00020472, not restricted",
        "6, 00010472, not for decryption",
        "6, 00070472, signs",
        "10, 0001, a policy that shifts the rest",
        "12, 0025, Camellia",
        "14, 0100, AES-256",
        "16, 0042, CBC",
        "18, 0014, with a scheme",
        "20, 0c00, 3072 bits",
        "22, 00000003, exponent 3",
        "26, 00ff, a short modulus",
        "28, 00, a modulus of 2040 bits",
        "283, 00, an even modulus",
        "0, 0119, cut off",
        "0, 011b, longer than it is"
    })
    void everyOtherShapeIsRefused(int place, String hex, String what) {
        var bytes = SRK.toByteArray();
        var patch = HexFormat.of().parseHex(hex);
        System.arraycopy(patch, 0, bytes, place, patch.length);

        assertThat(TpmStorageKey.parse(ByteString.of(bytes)))
                .as(what)
                .isInstanceOf(TpmStorageKey.Parsed.Refused.class);
    }

    @Test
    void theUsualExponentMayBeWrittenOut() {
        var bytes = SRK.toByteArray();
        System.arraycopy(HexFormat.of().parseHex("00010001"), 0, bytes, 22, 4);

        assertThat(TpmStorageKey.parse(ByteString.of(bytes)))
                .isInstanceOf(TpmStorageKey.Parsed.Key.class);
    }

    @Test
    void anythingShorterOrLongerIsRefused() {
        for (int length = 0; length < EK.length(); length++) {
            assertThat(TpmStorageKey.parse(ByteString.of(Arrays.copyOf(EK.toByteArray(), length))))
                    .isInstanceOf(TpmStorageKey.Parsed.Refused.class);
        }
        assertThat(
                        TpmStorageKey.parse(
                                ByteString.of(Arrays.copyOf(EK.toByteArray(), EK.length() + 1))))
                .isInstanceOf(TpmStorageKey.Parsed.Refused.class);
    }
}

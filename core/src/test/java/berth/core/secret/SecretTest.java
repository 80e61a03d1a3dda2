package berth.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {
    private static final String GROUP_KEY =
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==";

    @Test
    void aSecretShowsItselfToNobody() {
        var secret = Secret.ofBase64(GROUP_KEY);

        assertThat(secret).hasToString("***");
        assertThat(new SymmetricKeys(secret, secret).toString()).doesNotContain("AAEC");
    }

    @Test
    void aBadSecretIsNotQuotedInItsError() {
        assertThatThrownBy(() -> Secret.ofBase64("hush!")).hasMessage("not base64").hasNoCause();
    }

    /// Vector V1 of dps-device-protocol, section 10.
    @ParameterizedTest
    @CsvSource({
        "dev-01, UwwVfsD5lA+qU/1oNyCqDCDeShqtT/bvsaUt7i0bKJE=",
        "Dev-01, NRyBQy5m1BGiKsyyZMHGNVq3cg81XlSYQ1hXuE0sEDU=",
        "machine.7_a:b, bvbP4J73Pco+/kFS8pjqHGRN1YWa5IdnuyMMwYj4irE="
    })
    void aDeviceKeyDerivesFromTheGroupKeyAndTheSpelling(String id, String expected) {
        var group = Secret.ofBase64(GROUP_KEY);

        var derived = new SymmetricKeys(group, group).derive(id);

        assertThat(derived.primary().revealBase64()).isEqualTo(expected);
    }

    @Test
    void aKeyHas16To64Bytes() {
        var tooShort = Secret.of(new byte[15]);
        var tooLong = Secret.of(new byte[65]);
        var fine = Secret.of(new byte[16]);

        assertThatThrownBy(() -> new SymmetricKeys(tooShort, fine))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SymmetricKeys(fine, tooLong))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

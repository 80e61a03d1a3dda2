package berth.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Dev-01", "machine.7_a:b", "x-"})
    void aRegistrationIdIsFoldedToLowerCase(String text) {
        assertThat(new RegistrationId(text).value()).isEqualTo(text.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "a/b", "ends.", "ends_", "ends:", "\u00e4", "a\n", "\u212a", "\u0131s"
            })
    void aRegistrationIdOfAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> new RegistrationId(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRegistrationIdHasAtMost128Characters() {
        assertThat(new RegistrationId("a".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new RegistrationId("a".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdScopeIsComparedWithoutCase() {
        assertThat(new IdScope("0NEabcdef01")).isEqualTo(new IdScope("0neABCDEF01"));
        assertThat(new IdScope("0NEabcdef01").value()).isEqualTo("0neABCDEF01");
    }

    @Test
    void aHubHostNameNeedsADot() {
        assertThat(new HubHostName("127.0.0.2").value()).isEqualTo("127.0.0.2");
        assertThatThrownBy(() -> new HubHostName("hub"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOperationIdFitsTheSmallBuffersOfClients() {
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(OperationId.fresh(random).value())
                    .hasSizeLessThanOrEqualTo(64)
                    .matches("[0-9]\\.[0-9a-f]{16}\\.[0-9a-f-]{36}");
        }
    }

    @Test
    void aFreshEtagHasTheFormClientsMayLookInto() {
        var decoded = ByteString.ofBase64(ETag.fresh(new Random(7)).value()).toByteArray();

        assertThat(new String(decoded, StandardCharsets.US_ASCII)).matches("\"[0-9a-f-]{36}\"");
    }
}

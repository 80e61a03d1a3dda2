package berth.wire.sas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.HostName;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionStringTextTest {
    private static final HostName HOST = new HostName("plant.azure-devices.example");
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";

    /// A key ends with the very sign that divides names from values.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HostName=plant.azure-devices.example;SharedAccessKeyName=owner;SharedAccessKey=",
                "sharedaccesskeyname=owner; hostname=PLANT.azure-devices.example;SharedAccessKey=",
                "Odd=1;;SharedAccessKeyName=owner;HostName=plant.azure-devices.example;SharedAccessKey="
            })
    void namesAreReadInAnyOrderAndCase(String start) {
        assertThat(ConnectionStringText.parse(start + KEY + "\n"))
                .isEqualTo(new ConnectionStringText.Parts(HOST, "owner", Secret.ofBase64(KEY)));
    }

    @Test
    void whatIsShownHasNoKeyAndCanBeReadBack() {
        var shown = ConnectionStringText.masked(HOST, "owner");

        assertThat(shown).endsWith(";SharedAccessKey=****");
        assertThat(ConnectionStringText.parse(shown))
                .isEqualTo(new ConnectionStringText.Parts(HOST, "owner", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "HostName=s3cret",
                "HostName=a.b;SharedAccessKeyName=p",
                "HostName=a.b;SharedAccessKeyName=p;SharedAccessKey=",
                "HostName=a.b;SharedAccessKeyName=p;SharedAccessKey=s3cret!",
                "HostName=s3cret!;SharedAccessKeyName=p;SharedAccessKey=MDEy"
            })
    void whatIsNoneIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> ConnectionStringText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> ConnectionStringText.parse("HostName=" + "a".repeat(2000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package berth.endpoint.device.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

/// How devices name themselves: in link addresses and in SASL `PLAIN`.
class DeviceNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0ne/registrations/dev-01",
                "/0ne/registrations/dev-01",
                "amqps://dps.example.com/0ne/registrations/dev-01",
                "AMQPS://dps.example.com:5671/0ne/registrations/dev-01",
                "amqp:///0ne/registrations/dev-01"
            })
    void everyFormOfAnAddressIsRead(String address) {
        assertThat(LinkAddress.parse(address)).contains(new LinkAddress("0ne", "dev-01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "dev-01",
                "0ne/registrations",
                "0ne/registrations/",
                "/registrations/dev-01",
                "0ne/devices/dev-01",
                "0ne/registrations/dev-01/register",
                "//0ne/registrations/dev-01",
                "https://dps.example.com/0ne/registrations/dev-01"
            })
    void otherTextsAreNoAddress(String address) {
        assertThat(LinkAddress.parse(address)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0NE/registrations/DEV-01, true",
        "0ne/registrations/dev-02, false",
        "0na/registrations/dev-01, false"
    })
    void caseDoesNotMakeAnotherDevice(String address, boolean same) {
        assertThat(LinkAddress.parse(address).orElseThrow().means(new LinkAddress("0ne", "dev-01")))
                .isEqualTo(same);
    }

    /// V7: the Java client's initial response with the token of V2.
    @Test
    void theGoldenPlainResponseIsRead() {
        var bytes = ("\0" + Scene.DEVICE + "\0" + Scene.TOKEN).getBytes(StandardCharsets.UTF_8);
        assertThat(bytes).hasSize(163);
        assertThat(ByteString.sha256(bytes).hex())
                .isEqualTo("08f78ea07582852c7cd71d8edc08ee64d78f8f3653e4a74cab2751358ef25948");

        assertThat(PlainResponse.parse(ByteString.of(bytes)))
                .contains(new PlainResponse(Scene.DEVICE, Scene.TOKEN));
    }

    @ParameterizedTest
    @CsvSource({
        "616200, false",
        "00610062, true",
        "61006200, true",
        "0061006200, false",
        "00ff0062, false"
    })
    void aPlainResponseHasThreeTexts(String hex, boolean read) {
        assertThat(PlainResponse.parse(ByteString.ofHex(hex)).isPresent()).isEqualTo(read);
    }
}

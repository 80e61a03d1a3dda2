package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.Map;

class OutboundRequestTest {
    private static final URI URL = URI.create("https://fn.example.net:8443/pick?code=S3CR3T");

    @ParameterizedTest
    @CsvSource({
        "X-A, 'a\r\nX-B: b'",
        "X-A, 'a\nb'",
        "X-A, 'a\u0000'",
        "X-A, 'ä'",
        "'X-A: b\r\nX', a",
        "'X A', a",
        "'', a",
        "Host, other.example.net",
        "content-LENGTH, 3",
        "Transfer-Encoding, chunked",
        "Connection, keep-alive"
    })
    void aHeaderCannotBecomeTwoOrChangeTheFraming(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(Map.of(name, value)))
                .withMessageNotContaining("other.example.net");
    }

    @Test
    void theTextFormShowsNeitherQueryNorHeaderValues() {
        var request = request(Map.of("Authorization", "Bearer T0K3N"));

        assertThat(request.toString())
                .isEqualTo("POST https://fn.example.net:8443/pick?**** (2 bytes)");
    }

    @Test
    void aShownUrlHasNoUserAndNoFragment() {
        assertThat(OutboundRequest.shown(URI.create("https://u:p@fn.example.net/a#f")))
                .isEqualTo("https://fn.example.net/a");
        assertThat(OutboundRequest.shown(URI.create("https://u:p@fn_1/a?code=S3CR3T")))
                .isEqualTo("(a URL without a host)");
    }

    private static OutboundRequest request(Map<String, String> headers) {
        return new OutboundRequest("POST", URL, headers, ByteString.of((byte) '{', (byte) '}'));
    }
}

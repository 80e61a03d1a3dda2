package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HostName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Set;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://fn.example.net/api/pick?code=a%2Bb, fn.example.net, 443, fn.example.net,"
                + " /api/pick?code=a%2Bb",
        "HTTPS://FN.Example.NET, fn.example.net, 443, fn.example.net, /",
        "https://fn.example.net:443/, fn.example.net, 443, fn.example.net, /",
        "https://fn.example.net.:8443?x#part, fn.example.net, 8443, fn.example.net:8443, /?x",
        "https://[2606:4700::1111]:8443/a, 2606:4700::1111, 8443, [2606:4700::1111]:8443, /a",
        "https://192.0.2.1/ä, 192.0.2.1, 443, 192.0.2.1, /%C3%A4"
    })
    void aUrlSaysWhereARequestGoes(String url, String host, int port, String header, String path) {
        assertThat(reading(url, GuardSettings.STANDARD))
                .isEqualTo(new Target.Reading.Callable(new Target(true, host, port, header, path)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fn.example.net/",
                "ftp://fn.example.net/",
                "file:///etc/passwd",
                "jar:https://fn.example.net/x!/y",
                "https:fn.example.net",
                "https:///api",
                "//fn.example.net/api",
                "/api",
                "https://user:word@fn.example.net/",
                "https://user@fn.example.net/",
                "https://@fn.example.net/",
                "https://fn.example.net:0/",
                "https://fn.example.net:65536/",
                "https://fn_under.example.net/",
                "https://0x7f.1/"
            })
    void anythingButAPlainHttpsUrlIsRefused(String url) {
        assertThat(reading(url, GuardSettings.STANDARD)).isInstanceOf(Target.Reading.Refused.class);
    }

    /// The TLS library throws at them.
    @Test
    void aNameBeyondTheLimitsOfNamesIsRefused() {
        var label = "a".repeat(63);

        assertThat(reading("https://" + label + ".test/", GuardSettings.STANDARD))
                .isInstanceOf(Target.Reading.Callable.class);
        assertThat(reading("https://" + label + "a.test/", GuardSettings.STANDARD))
                .isInstanceOf(Target.Reading.Refused.class);
        assertThat(reading("https://" + (label + ".").repeat(4) + "test/", GuardSettings.STANDARD))
                .isInstanceOf(Target.Reading.Refused.class);
    }

    @Test
    void plainHttpIsForThoseWhoAllowIt() {
        assertThat(reading("http://localhost:7071/api/f", GuardSettings.DEVELOPMENT))
                .isEqualTo(
                        new Target.Reading.Callable(
                                new Target(false, "localhost", 7071, "localhost:7071", "/api/f")));
        assertThat(reading("ftp://localhost/", GuardSettings.DEVELOPMENT))
                .isInstanceOf(Target.Reading.Refused.class);
    }

    @Test
    void aListOfHostsKeepsOutAllOthers() {
        var settings = GuardSettings.STANDARD.withHosts(Set.of(new HostName("fn.example.net")));

        assertThat(reading("https://FN.example.net./", settings))
                .isInstanceOf(Target.Reading.Callable.class);
        assertThat(reading("https://evil.fn.example.net/", settings))
                .isInstanceOf(Target.Reading.Refused.class);
        assertThat(reading("https://fn.example.net.evil.test/", settings))
                .isInstanceOf(Target.Reading.Refused.class);
        assertThat(reading("https://[2606:4700::1111]/", settings))
                .isInstanceOf(Target.Reading.Refused.class);
    }

    private static Target.Reading reading(String url, GuardSettings settings) {
        return Target.of(URI.create(url), settings);
    }
}

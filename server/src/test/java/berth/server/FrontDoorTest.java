package berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

class FrontDoorTest {
    private static final int HUB = 201;
    private static final int SERVICE = 202;
    private static final int DEVICE = 203;

    private final FrontDoor door =
            new FrontDoor(Set.of("hub.example"), house(HUB), house(SERVICE), house(DEVICE));

    @ParameterizedTest
    @CsvSource({
        "hub.example, /devices/a, 201",
        "hub.example, /enrollments/a, 201",
        "dps.example, /enrollments/a, 202",
        "dps.example, /ENROLLMENTGROUPS/a, 202",
        "dps.example, /registrations/g/query, 202",
        "dps.example, /enrollments, 202",
        "dps.example, /linkedHubs/hub.example, 202",
        "dps.example, /allocation, 202",
        "dps.example, /workItems/hubCleanup/a%2Fb/replay, 202",
        "dps.example, /usage, 202",
        "dps.example, /enrollmentsX, 203",
        "dps.example, /0ne00000000/registrations/a/register, 203",
        "'', /0ne00000000/registrations/a/register, 203"
    })
    void theHostAndThenThePathChooseTheHouse(String host, String path, int house) {
        assertThat(door.handle(request(host, path)).status()).isEqualTo(house);
        assertThat(door.refusal(413, path, host).status()).isEqualTo(house);
    }

    @Test
    void devicesMaySendLessThanOperators() {
        assertThat(door.bodyBytesMax("dps.example", "/0ne00000000/registrations/a/register"))
                .isEqualTo(128 * 1024);
        assertThat(door.bodyBytesMax("dps.example", "/enrollments")).isEqualTo(1024 * 1024);
        assertThat(door.bodyBytesMax("hub.example", "/devices")).isEqualTo(1024 * 1024);
    }

    private static HttpRequest request(String host, String path) {
        return new HttpRequest(
                "GET",
                path,
                "",
                host,
                HttpHeaders.NONE,
                ByteString.EMPTY,
                new Peer("127.0.0.1", List.of(), null, "127.0.0.1"));
    }

    private static HttpEndpoint house(int status) {
        return new HttpEndpoint() {
            @Override
            public HttpReply handle(HttpRequest request) {
                return HttpReply.empty(status);
            }

            @Override
            public HttpReply refusal(int refused, String path, String host) {
                return HttpReply.empty(status);
            }
        };
    }
}

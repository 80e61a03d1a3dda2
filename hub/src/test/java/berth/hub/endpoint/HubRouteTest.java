package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.HubRight;
import berth.core.id.DeviceId;
import berth.net.http.HttpHeaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HubRouteTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /devices, ListDevices",
        "GET, /devices/, ListDevices",
        "POST, /devices/, BulkDevices",
        "GET, /Devices/d, GetDevice",
        "PUT, /devices/d/, PutDevice",
        "DELETE, /devices/d, DeleteDevice",
        "GET, /twins/d, GetTwin",
        "PATCH, /twins/d, PatchTwin",
        "PUT, /twins/d, ReplaceTwin",
        "GET, /statistics/devices, DeviceStatistics",
        "GET, /statistics/service/, ServiceStatistics",
        "GET, /devices/query, GetDevice",
        "POST, /devices/query, NotOffered",
        "POST, /devices/d, WrongMethod",
        "POST, /twins/d, WrongMethod",
        "POST, /statistics/devices, WrongMethod",
        "GET, /devices//d, Unknown",
        "GET, /devices/%zz, Bad",
        "GET, /devices/a%2Fb, Bad",
        "GET, /, Unknown",
        "GET, //, Unknown",
        "GET, /twins, Unknown",
        "GET, /statistics, Unknown",
        "GET, /devices/d/nonsense, Unknown"
    })
    void aPathLeadsToItsRoute(String method, String path, String route) {
        var found = HubRoute.of(Requests.of(method, path));

        assertThat(found.getClass().getSimpleName()).isEqualTo(route);
    }

    @Test
    void anIdInThePathIsDecodedOnceAndAPlusIsAPlus() {
        assertThat(HubRoute.of(Requests.of("GET", "/devices/a+b%40c%2525")))
                .isEqualTo(new HubRoute.GetDevice(new DeviceId("a+b@c%25")));
    }

    @Test
    void patchMayComeAsPost() {
        var headers = HttpHeaders.NONE.with("x-http-method-override", "patch");

        assertThat(HubRoute.of(Requests.of("POST", "/twins/d", headers, "")))
                .isEqualTo(new HubRoute.PatchTwin(new DeviceId("d")));
    }

    @Test
    void noOtherMethodCanBeDisguised() {
        var headers = HttpHeaders.NONE.with("X-HTTP-Method-Override", "DELETE");

        assertThat(HubRoute.of(Requests.of("POST", "/devices/d", headers, "")))
                .isInstanceOf(HubRoute.WrongMethod.class);
        assertThat(HubRoute.of(Requests.of("GET", "/devices/d", headers, "")))
                .isInstanceOf(HubRoute.GetDevice.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"top=0", "top=1001", "top=-1", "top=x", "top=", "top=99999999999"})
    void aTopOutsideOneToAThousandIsRefused(String query) {
        assertThat(HubRoute.of(Requests.of("GET", "/devices?" + query)))
                .isInstanceOf(HubRoute.Bad.class);
    }

    @Test
    void withoutTopTheListIsAsLongAsItMayBe() {
        assertThat(HubRoute.of(Requests.of("GET", "/devices")))
                .isEqualTo(new HubRoute.ListDevices(1000));
        assertThat(HubRoute.of(Requests.of("GET", "/devices?api-version=x&Top=7")))
                .isEqualTo(new HubRoute.ListDevices(7));
    }

    @Test
    void whoMayWriteTheRegistryMayReadIt() {
        assertThat(new HubRoute.GetDevice(new DeviceId("d")).rights())
                .containsExactly(HubRight.REGISTRY_READ, HubRight.REGISTRY_WRITE);
    }
}

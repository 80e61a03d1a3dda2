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
        "POST, /devices/query, QueryTwins",
        "GET, /devices/d/modules/, ListModules",
        "POST, /devices/d/modules, WrongMethod",
        "GET, /devices/d/Modules/m, GetModule",
        "PUT, /devices/d/modules/m, PutModule",
        "DELETE, /devices/d/modules/m, DeleteModule",
        "GET, /devices/d/modules/a%2Fb, Bad",
        "GET, /devices/a%2Fb/modules, Bad",
        "DELETE, /devices/d/commands, PurgeCommands",
        "DELETE, /devices/d/modules/m/commands, PurgeCommands",
        "GET, /devices/d/commands, WrongMethod",
        "DELETE, /devices/d/commands/x, Unknown",
        "POST, /devices/d/messages/events, DeviceSide",
        "GET, /devices/d/messages/deviceBound, DeviceSide",
        "POST, /devices/d/modules/m/messages/events, DeviceSide",
        "POST, /devices/d/files/notifications, DeviceSide",
        "POST, /devices/d/modules/m/nonsense, Unknown",
        "GET, /twins/d/modules/m, GetModuleTwin",
        "PATCH, /twins/d/modules/m, PatchModuleTwin",
        "PUT, /twins/d/modules/m, ReplaceModuleTwin",
        "POST, /twins/d/methods, InvokeMethod",
        "POST, /twins/d/modules/m/methods, InvokeMethod",
        "GET, /twins/d/methods, WrongMethod",
        "GET, /twins/d/nonsense, Unknown",
        "GET, /twins/d/nonsense/m, Unknown",
        "GET, /twins/d/modules/m/methods/x, Unknown",
        "GET, /messages/serviceBound/feedback, ReceiveFeedback",
        "DELETE, /messages/servicebound/feedback/not-a-lock, CompleteFeedback",
        "POST, /messages/servicebound/feedback/x/abandon, AbandonFeedback",
        "POST, /messages/servicebound/feedback/x/nonsense, Unknown",
        "GET, /messages/servicebound/nonsense, Unknown",
        "GET, /messages/servicebound/filenotifications, NotOffered",
        "POST, /messages/devicebound, NotOffered",
        "GET, /roles, ListRoles",
        "POST, /roles, WrongMethod",
        "GET, /roles/pump, GetRole",
        "PUT, /roles/pump, PutRole",
        "DELETE, /roles/pump, DeleteRole",
        "GET, /roles/Pump, Bad",
        "GET, /eventSubscriptions, ListSubscriptions",
        "GET, /eventsubscriptions/x, GetSubscription",
        "PUT, /eventSubscriptions/x, PutSubscription",
        "DELETE, /eventSubscriptions/x, DeleteSubscription",
        "GET, /jobs/v2/query, NotOffered",
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

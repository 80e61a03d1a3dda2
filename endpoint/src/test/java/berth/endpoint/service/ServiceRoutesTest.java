package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRoutesTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /enrollments/a, READ_ENROLLMENT, a",
        "PUT, /Enrollments/a/, WRITE_ENROLLMENT, a",
        "DELETE, /enrollments/a%3Ab, DELETE_ENROLLMENT, a:b",
        "DELETE, /enrollments/a:b, DELETE_ENROLLMENT, a:b",
        "POST, /enrollments/query, QUERY_ENROLLMENTS, ''",
        "GET, /enrollments, QUERY_ENROLLMENTS, ''",
        "POST, /enrollments/, POST_ENROLLMENTS, ''",
        "POST, /enrollments/a/AttestationMechanism, DISCLOSE_ENROLLMENT, a",
        "GET, /enrollmentGroups/a, READ_GROUP, a",
        "PUT, /enrollmentgroups/a, WRITE_GROUP, a",
        "DELETE, /ENROLLMENTGROUPS/a, DELETE_GROUP, a",
        "POST, /enrollmentGroups/Query, QUERY_GROUPS, ''",
        "POST, /enrollmentGroups, POST_GROUPS, ''",
        "POST, /enrollmentgroups/a/attestationmechanism, DISCLOSE_GROUP, a",
        "GET, /registrations/a, READ_REGISTRATION, a",
        "DELETE, /registrations/a, DELETE_REGISTRATION, a",
        "POST, /registrations/line/query, QUERY_REGISTRATIONS, line",
        "POST, /registrations/a/Disable, DISABLE_REGISTRATION, a",
        "POST, /registrations/a/enable/, ENABLE_REGISTRATION, a",
        "POST, /registrations/query/decommission, DECOMMISSION_REGISTRATION, query",
        "GET, /linkedHubs, LIST_LINKED_HUBS, ''",
        "GET, /linkedhubs/hub.example, READ_LINKED_HUB, hub.example",
        "PUT, /linkedHubs/hub.example, WRITE_LINKED_HUB, hub.example",
        "PATCH, /linkedHubs/hub.example, CHANGE_LINKED_HUB, hub.example",
        "DELETE, /linkedHubs/hub.example, DELETE_LINKED_HUB, hub.example",
        "GET, /allocation, READ_ALLOCATION, ''",
        "PATCH, /allocation, CHANGE_ALLOCATION, ''",
        "GET, /workItems/, LIST_WORK, ''",
        "POST, /workItems/hubCleanup/a%2Fb%2F1/replay, REPLAY_WORK, hubCleanup/a/b/1",
        "POST, /workItems/hubCleanup/a/discard, DISCARD_WORK, hubCleanup/a",
        "GET, /usage, READ_USAGE, ''"
    })
    void aMethodAndAPathAreAnOperation(
            String method, String path, ServiceOperation operation, String id) {
        assertThat(ServiceRoutes.route(method, path))
                .isInstanceOfSatisfying(
                        ServiceRoutes.Route.Found.class,
                        found -> {
                            assertThat(found.operation()).isEqualTo(operation);
                            assertThat(found.id()).isEqualTo(id);
                        });
    }

    /// An enrollment may have the ID `query`; only POST means the operation.
    @Test
    void queryIsAnOrdinaryIdForOtherMethods() {
        assertThat(ServiceRoutes.route("GET", "/enrollments/query"))
                .isEqualTo(
                        new ServiceRoutes.Route.Found(
                                ServiceOperation.READ_ENROLLMENT, "query", "/enrollments/query"));
    }

    @Test
    void anEscapedSlashSeparatesNothing() {
        assertThat(ServiceRoutes.route("GET", "/enrollments/a%2Fattestationmechanism"))
                .isInstanceOfSatisfying(
                        ServiceRoutes.Route.Found.class,
                        found -> assertThat(found.id()).isEqualTo("a/attestationmechanism"));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /enrollments, 'GET, POST'",
        "POST, /enrollments/a, 'GET, PUT, DELETE'",
        "HEAD, /enrollments/a, 'GET, PUT, DELETE'",
        "PUT, /registrations/a, 'GET, DELETE'",
        "GET, /registrations/a/query, POST",
        "GET, /registrations, ''",
        "POST, /linkedHubs/a.b, 'GET, PUT, PATCH, DELETE'",
        "PUT, /allocation, 'GET, PATCH'",
        "GET, /workItems/hubCleanup/a/replay, POST"
    })
    void aKnownPathWithAnotherMethodSaysWhatIsAllowed(String method, String path, String allow) {
        assertThat(ServiceRoutes.route(method, path))
                .isEqualTo(new ServiceRoutes.Route.WrongMethod(allow));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "*",
                "//",
                "/devices/a",
                "/enrollments/a/b",
                "/enrollments//",
                "/enrollments/a/attestationmechanism/b",
                "/enrollments/%zz",
                "/enrollments/%ff",
                "/trustBundles/a",
                "enrollments/a"
            })
    void everyOtherPathIsUnknown(String path) {
        assertThat(ServiceRoutes.route("GET", path)).isEqualTo(new ServiceRoutes.Route.Unknown());
    }
}

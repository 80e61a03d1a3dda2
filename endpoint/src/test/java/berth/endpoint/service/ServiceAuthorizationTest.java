package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.core.instance.ServiceInstance;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpRequest;
import berth.wire.sas.SasText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ServiceAuthorizationTest {
    private static final String PATH = "/enrollments/pump";

    private final TestHouse house = new TestHouse();

    @ParameterizedTest
    @EnumSource(ServiceOperation.class)
    void anOperationIsGrantedByItsRightAlone(ServiceOperation operation) {
        assertThat(judgedWith(Set.of(operation.right()), operation))
                .isEqualTo(new ServiceAuthorization.Decision.Granted("policy:some"));
        var others = EnumSet.allOf(Right.class);
        others.remove(operation.right());
        assertThat(judgedWith(others, operation))
                .isEqualTo(
                        new ServiceAuthorization.Decision.Refused(
                                "policy:some", "the policy lacks " + operation.right().spelling()));
    }

    @Test
    void noOperationIsGrantedByTheRightToConnectDevices() {
        assertThat(ServiceOperation.values())
                .noneMatch(operation -> operation.right() == Right.DEVICE_CONNECT);
    }

    /// Such a token is signed with a device's key; the name alone must keep it out, even where a
    /// policy has that name and that key.
    @ParameterizedTest
    @ValueSource(strings = {"registration", "Registration"})
    void aDevicesTokenIsRefusedEvenByAPolicyOfThatName(String name) {
        var keys = TestHouse.key(TestHouse.SCOPE, name);
        var instance = with(new AccessPolicy<>("registration", keys, EnumSet.allOf(Right.class)));
        var token =
                SasText.forPolicy(
                        TestHouse.HOST, name, keys.primary(), house.now().plusSeconds(60));

        assertThat(judge(instance, token)).isEqualTo(refused("the token is a device's"));
    }

    @Test
    void aTokenMayNameAnAliasOfTheInstance() {
        assertThat(judge(house.instance, token(TestHouse.ALIAS.value())))
                .isInstanceOf(ServiceAuthorization.Decision.Granted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plant.berth.example",
                "https://plant.berth.example/",
                "PLANT.berth.example/enrollments",
                "plant.berth.example/enrollments/pump"
            })
    void aTokenIsForTheHostOrForAPartOfThePath(String resource) {
        assertThat(judge(house.instance, token(resource)))
                .isInstanceOf(ServiceAuthorization.Decision.Granted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.berth.example",
                "plant.berth.example/enrollments/pum",
                "plant.berth.example/enrollmentGroups",
                "plant.berth",
                "0ne00000001/registrations/pump",
                "not a host"
            })
    void aTokenForSomethingElseIsRefused(String resource) {
        assertThat(judge(house.instance, token(resource)))
                .isInstanceOf(ServiceAuthorization.Decision.Refused.class);
    }

    @Test
    void anExpiredTokenIsRefused() {
        var token =
                SasText.forPolicy(
                        TestHouse.HOST,
                        TestHouse.OWNER,
                        TestHouse.key(TestHouse.SCOPE, TestHouse.OWNER).primary(),
                        house.now().minusSeconds(3600));

        assertThat(judge(house.instance, token))
                .isInstanceOfSatisfying(
                        ServiceAuthorization.Decision.Refused.class,
                        refused -> assertThat(refused.reason()).contains("expired"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer abc", "SharedAccessSignature", "SharedAccessSignature sr=a"})
    void whatIsNoTokenIsRefused(String header) {
        assertThat(judge(house.instance, header))
                .isInstanceOf(ServiceAuthorization.Decision.Refused.class);
    }

    /// What strangers send must not write lines into the log.
    @Test
    void aReasonIsOneShortLine() {
        var reason = judge(house.instance, token("x\nINFO all is well " + "y".repeat(2000)));

        assertThat(reason)
                .isInstanceOfSatisfying(
                        ServiceAuthorization.Decision.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .doesNotContain("\n")
                                        .hasSizeLessThanOrEqualTo(256));
    }

    private String token(String resource) {
        return SasText.write(
                resource,
                TestHouse.key(TestHouse.SCOPE, TestHouse.OWNER).primary(),
                house.now().plusSeconds(60),
                TestHouse.OWNER);
    }

    private ServiceAuthorization.Decision judgedWith(
            Set<Right> rights, ServiceOperation operation) {
        var keys = TestHouse.key(TestHouse.SCOPE, "some");
        var token =
                SasText.forPolicy(
                        TestHouse.HOST, "some", keys.primary(), house.now().plusSeconds(60));
        return judge(with(new AccessPolicy<>("some", keys, rights)), token, operation);
    }

    private ServiceInstance with(AccessPolicy<Right> policy) {
        return new ServiceInstance(
                TestHouse.SCOPE,
                "plant",
                house.instance.deviceHost(),
                TestHouse.HOST,
                house.instance.allocationPolicy(),
                List.of(policy),
                List.of(),
                house.instance.etag());
    }

    private ServiceAuthorization.Decision judge(ServiceInstance instance, String header) {
        return judge(instance, header, ServiceOperation.READ_ENROLLMENT);
    }

    private ServiceAuthorization.Decision judge(
            ServiceInstance instance, String header, ServiceOperation operation) {
        var names = Set.of(TestHouse.HOST, TestHouse.ALIAS);
        var request =
                new HttpRequest(
                        "GET",
                        PATH,
                        "",
                        TestHouse.HOST.value(),
                        HttpHeaders.NONE.with("Authorization", header),
                        ByteString.EMPTY,
                        new Peer("192.0.2.7", List.of(), null, "192.0.2.1"));
        return new ServiceAuthorization(
                        host ->
                                names.contains(new HostName(host))
                                        ? Optional.of(instance)
                                        : Optional.empty())
                .judge(request, instance, operation, PATH, house.now());
    }

    private static ServiceAuthorization.Decision refused(String reason) {
        return new ServiceAuthorization.Decision.Refused("anonymous", reason);
    }
}

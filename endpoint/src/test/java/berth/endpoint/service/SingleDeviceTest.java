package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.id.RegistrationId;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.core.work.WorkEntry;
import berth.net.http.HttpHeaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class SingleDeviceTest {
    private static final String VERSION = "?api-version=2021-10-01";

    private final TestHouse house = new TestHouse();

    private int act(String deed) {
        return house.send("POST", "/registrations/pump/" + deed + VERSION, "").status();
    }

    private Registration pump() {
        return house.registrations
                .registration(TestHouse.SCOPE, new RegistrationId("pump"))
                .orElseThrow();
    }

    @Test
    void aDisabledDeviceIsOutAtOnceAndItsHubFollowsByTheQueue() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));

        assertThat(act("disable")).isEqualTo(200);
        assertThat(pump().block()).isEqualTo(Registration.Block.DISABLED);
        assertThat(pump().status()).isEqualTo(RegistrationStatus.DISABLED);
        assertThat(house.registrations.work().all())
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.state()).isEqualTo(WorkEntry.State.OPEN);
                            assertThat(entry.item().key())
                                    .isEqualTo("hub-west.berth.example/pump/2");
                        });
        assertThat(house.changes.all())
                .extracting(AuditEvent::action)
                .containsExactly("registration.admitted", "device.disabled");
    }

    @Test
    void anEnabledDeviceIsEnabledInItsHubFirst() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));
        act("disable");

        assertThat(act("enable")).isEqualTo(200);
        assertThat(house.hubs.enabled).containsExactly("pump 3");
        assertThat(pump().block()).isNull();
        assertThat(pump().status()).isEqualTo(RegistrationStatus.ASSIGNED);
    }

    @Test
    void aDeviceWhoseHubDoesNotAnswerStaysOut() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));
        act("disable");
        house.hubs.answer = new HubAnswer.Unknown("no answer in 10 s", false, Duration.ZERO);

        assertThat(act("enable")).isEqualTo(503);
        house.hubs.answer =
                new HubAnswer.Refused(Refusal.of(ServiceError.HUB_UNAUTHORIZED, "401 by the hub"));
        assertThat(act("enable")).isEqualTo(400);
        assertThat(pump().block()).isEqualTo(Registration.Block.DISABLED);
    }

    @Test
    void aDecommissionedDeviceHasNoPlaceAnyMore() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));

        assertThat(act("decommission")).isEqualTo(200);
        assertThat(pump().assignment()).isNull();
        assertThat(pump().block()).isEqualTo(Registration.Block.DECOMMISSIONED);
        assertThat(house.registrations.work().all())
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.item().kind().name()).isEqualTo("HUB_CLEANUP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "enable", "decommission"})
    void whatWasNeverRegisteredIsNotFound(String deed) {
        assertThat(act(deed)).isEqualTo(404);
        assertThat(house.send("POST", "/registrations/p%20p/" + deed + VERSION, "").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "enable", "decommission"})
    void aStaleTagOrAMissingRightChangesNothing(String deed) {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));
        var before = pump();
        var path = "/registrations/pump/" + deed + VERSION;

        assertThat(house.sendIfMatch("old", "POST", path, "").status()).isEqualTo(412);
        assertThat(house.sendAs("readonly", "POST", path, "").status()).isEqualTo(401);
        assertThat(house.send("POST", path, "", HttpHeaders.NONE).status()).isEqualTo(401);
        assertThat(pump()).isEqualTo(before);
    }
}

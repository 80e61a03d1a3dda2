package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkOperationsTest {
    private static final String VERSION = "?api-version=2021-10-01";
    private static final String METER =
            "/workItems/hubCleanup/hub-gone.berth.example%2Fmeter-1%2F1/";

    private final TestHouse house = new TestHouse();

    private WorkEntry.State state(WorkItem.Name item) {
        var entry = house.registrations.work().entry(item);
        assertThat(entry).isNotNull();
        return entry.state();
    }

    @Test
    void aDeadItemIsReplayedAndThatIsWrittenDown() {
        var item = Scene.dead(house.registrations, "meter-1");

        assertThat(house.send("POST", METER + "replay" + VERSION, "").status()).isEqualTo(204);
        assertThat(state(item)).isEqualTo(WorkEntry.State.OPEN);
        assertThat(house.changes.all())
                .last()
                .satisfies(
                        event -> {
                            assertThat(event.action()).isEqualTo("work.replayed");
                            assertThat(event.actor()).isEqualTo("policy:" + TestHouse.OWNER);
                            assertThat(event.target())
                                    .isEqualTo("HUB_CLEANUP/hub-gone.berth.example/meter-1/1");
                        });
    }

    @Test
    void anOpenItemCanBeDiscardedButNotReplayed() {
        var item = Scene.open(house.registrations, "meter-1");

        assertThat(house.send("POST", METER + "replay" + VERSION, "").status()).isEqualTo(404);
        assertThat(house.send("POST", METER + "discard" + VERSION, "").status()).isEqualTo(204);
        assertThat(house.send("POST", METER + "discard" + VERSION, "").status()).isEqualTo(404);
        assertThat(state(item)).isEqualTo(WorkEntry.State.DONE);
        assertThat(house.changes.all())
                .extracting(AuditEvent::action)
                .containsExactly("work.discarded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "discard"})
    void anUnknownItemOrAMissingRightSettlesNothing(String word) {
        var item = Scene.dead(house.registrations, "meter-1");

        assertThat(house.send("POST", "/workItems/odd/a/" + word + VERSION, "").status())
                .isEqualTo(404);
        assertThat(house.send("POST", "/workItems/hubCleanup/a/" + word + VERSION, "").status())
                .isEqualTo(404);
        assertThat(house.sendAs("readonly", "POST", METER + word + VERSION, "").status())
                .isEqualTo(401);
        assertThat(state(item)).isEqualTo(WorkEntry.State.DEAD);
    }

    @Test
    void itemsComePageByPageAndAContinuationIsGoodForItsStateAlone() {
        for (int i = 1; i <= 5; i++) {
            Scene.dead(house.registrations, "meter-" + i);
        }
        var seen = 0;
        var next = "";
        do {
            var reply = page("dead", next);
            assertThat(reply.status()).isEqualTo(200);
            seen += TestHouse.text(reply).split("\"kind\"", -1).length - 1;
            next = reply.headers().first("x-ms-continuation").orElse("");
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(5);
        var ofDead = page("dead", "").headers().first("x-ms-continuation").orElseThrow();
        assertThat(page("open", ofDead).status()).isEqualTo(400);
    }

    private HttpReply page(String state, String continuation) {
        return house.send(
                "GET",
                "/workItems" + VERSION + "&state=" + state,
                "",
                TestHouse.authorization(house.token("readonly"))
                        .with("x-ms-max-item-count", "2")
                        .with("x-ms-continuation", continuation));
    }

    @Test
    void usageIsReadByWhoeverMayReadRegistrations() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));

        assertThat(TestHouse.text(house.sendAs("readonly", "GET", "/usage" + VERSION, "")))
                .contains("\"totals\":{\"registrations\":1,");
        assertThat(house.send("GET", "/usage" + VERSION, "", HttpHeaders.NONE).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&from=2030-03-02&to=2030-03-01",
                "&from=2000-01-01",
                "&to=2030-13-01",
                "&from=-999999999-01-01&to=%2B999999999-12-31",
                "&to=-999999999-01-01"
            })
    void usageIsReadForARangeOfDaysWithABound(String range) {
        assertThat(house.send("GET", "/usage" + VERSION + range, "").status()).isEqualTo(400);
    }

    @Test
    void everyOperationOfOursWantsAVersionToo() {
        for (var path : new String[] {"/usage", "/workItems", "/linkedHubs", "/allocation"}) {
            assertThat(house.send("GET", path, "").status()).isEqualTo(400);
        }
    }

    @Test
    void theAllocationOfAnInstanceIsChangedAndThatIsWrittenDown() {
        var path = "/allocation" + VERSION;

        assertThat(house.send("PATCH", path, "{\"avoidUnwellHubs\":false}").status())
                .isEqualTo(200);
        assertThat(house.stored().avoidUnwellHubs()).isFalse();
        assertThat(house.stored().allocationPolicy()).isEqualTo(house.instance.allocationPolicy());
        assertThat(house.changes.all())
                .extracting(AuditEvent::action)
                .containsExactly("allocation.changed");
        assertThat(house.send("PATCH", path, "{\"avoidUnwelHubs\":true}").status()).isEqualTo(400);
        assertThat(house.send("PATCH", path, "{\"allocationPolicy\":\"odd\"}").status())
                .isEqualTo(400);
        assertThat(house.sendAs("readonly", "PATCH", path, "{}").status()).isEqualTo(401);
        assertThat(house.stored().avoidUnwellHubs()).isFalse();
    }
}

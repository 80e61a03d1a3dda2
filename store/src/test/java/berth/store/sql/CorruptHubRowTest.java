package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.hub.HubPlace;
import berth.core.hub.event.HubEvent;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryLog.Retention;
import berth.core.hub.message.TelemetryLog.Size;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;
import berth.testkit.store.Messages;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A row that a disk has damaged is noticed and takes no others with it.
class CorruptHubRowTest {
    private static final long MUCH = 1L << 40;

    private final HubHostName hub = Samples.freshHub();

    @TempDir Path folder;
    private SqlStore store;

    @BeforeEach
    void open() {
        store = Sqlite.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void append(String body) {
        store.telemetry().append(hub, List.of(Messages.entry(0, body), Messages.entry(1, body)));
    }

    private List<String> bodies() {
        return store.telemetry().read(hub, null, 0, 100, MUCH).stream()
                .map(TelemetryRecord::message)
                .map(Messages::text)
                .toList();
    }

    private void damageSegment() {
        Sqlite.execute(
                folder,
                """
                UPDATE hub_telemetry_segment
                SET body = CAST(substr(body, 1, length(body) - 6) || 'XY' || 'abcd' AS BLOB)
                WHERE last_sequence = 3
                """);
    }

    @Test
    void aDamagedSegmentIsPassedOver() {
        append("a");
        append("b");
        append("c");
        damageSegment();

        assertThat(bodies()).containsExactly("a", "a", "b", "c", "c");
        assertThat(store.telemetry().read(hub, 0, 0, 100, MUCH))
                .extracting(TelemetryRecord::sequence)
                .containsExactly(1L, 5L);
    }

    @Test
    void aDamagedSegmentIsTrimmedAndNotCountedAnyMore() {
        append("a");
        append("b");
        append("c");
        damageSegment();

        // One by one, so that the damaged group has to be looked into.
        for (int i = 0; i < 6; i++) {
            store.telemetry().trim(hub, new Retention(Duration.ofDays(1), 1, null), 1);
        }

        assertThat(bodies()).containsExactly("c");
        assertThat(store.telemetry().size(hub)).isEqualTo(new Size(1, 1));
    }

    private void send(String name) {
        DeviceMessage message = Messages.named(name);
        store.commands()
                .enqueue(
                        hub,
                        new CommandQueue.NewCommand(
                                Messages.device("meter-7"),
                                "1",
                                message,
                                FeedbackRequest.FULL,
                                new CommandQueue.Expiry.After(Duration.ofHours(1))),
                        9);
    }

    @Test
    void aDamagedCommandHoldsUpNoOther() {
        var meter = Messages.device("meter-7");
        send("a");
        send("b");
        Sqlite.execute(folder, "UPDATE hub_command SET message = x'0102' WHERE sequence = 1");

        var locked = store.commands().lock(hub, meter, "link", Duration.ofMinutes(1));

        assertThat(locked.flatMap(one -> one.command().message().system(SystemProperty.MESSAGE_ID)))
                .contains("b");
        assertThat(store.commands().purge(hub, meter)).isEqualTo(2);
        var feedback = store.feedback().lock(hub, 64, Duration.ofMinutes(1)).orElseThrow();
        assertThat(feedback.records()).hasSize(1);
    }

    @Test
    void aDamagedEventHoldsUpNoOther() {
        for (var id : List.of("a", "b", "c")) {
            store.sessions().begin(hub, Messages.device(id), "node-1", false);
        }
        Sqlite.execute(folder, "UPDATE hub_event SET kind = 'EXPLODED' WHERE sequence = 2");

        assertThat(store.events().read(hub, 0, 10))
                .extracting(HubEvent::sequence)
                .containsExactly(1L, 3L);
    }

    /// A device can be removed whatever state what it leaves behind is in.
    @Test
    void aDeviceLeavesInSpiteOfDamagedRows() {
        var device = new Samples(3).device("meter-7");
        change(new Change.Put<>(new HubPlace.Occupied(device), true, event("put")));
        store.sessions().begin(hub, Messages.device("meter-7"), "node-1", false);
        send("a");
        Sqlite.execute(folder, "UPDATE hub_command SET message = x'0102'");
        Sqlite.execute(folder, "UPDATE hub_session SET filters = '['");

        change(new Change.Remove<>(true, event("removed")));

        assertThat(store.sessions().connected(hub)).isZero();
        assertThat(store.commands().depth(hub, Messages.device("meter-7"))).isZero();
    }

    private void change(Change<HubPlace, Boolean> change) {
        store.hubs().changeDevice(hub, Messages.device("meter-7").deviceId(), _ -> change);
    }

    private AuditEvent event(String action) {
        return Samples.event(hub, action, "meter-7");
    }

    /// Its bytes go in small steps, and its numbers are never given again.
    @Test
    void theTelemetryOfARemovedHubIsGoneAtOnceAndSweptLater() {
        append("a");
        append("b");
        var definition = new Samples(5).hub(hub);
        store.hubs().changeHub(hub, _ -> new Change.Put<>(definition, true, event("put")));
        store.hubs().changeHub(hub, _ -> new Change.Remove<>(true, event("removed")));

        assertThat(bodies()).isEmpty();
        assertThat(store.telemetry().size(hub)).isEqualTo(new Size(0, 0));
        store.telemetry()
                .trim(Samples.freshHub(), new Retention(Duration.ofDays(1), MUCH, null), 1);
        assertThat(Sqlite.number(folder, "SELECT COUNT(*) FROM hub_telemetry_segment")).isZero();
        append("c");
        assertThat(store.telemetry().read(hub, null, 0, 100, MUCH))
                .extracting(TelemetryRecord::sequence)
                .containsExactly(5L, 6L);
    }
}

package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.change.Change;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubModule;
import berth.core.hub.HubPlace;
import berth.core.hub.ModuleIdentity;
import berth.core.hub.TwinSection;
import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.HubEvent;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackRequest;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// What every outbox holds, and what every change of a device or module puts there.
public abstract class HubEventsContract {
    private final HubHostName hub = Samples.freshHub();
    private final Samples samples = new Samples(31);

    protected abstract HubHost host();

    private EventOutbox outbox() {
        return host().events();
    }

    private List<HubEvent> events() {
        return outbox().read(hub, EventOutbox.BEGINNING, 1_000);
    }

    private List<String> told() {
        return events().stream().map(event -> event.client() + " " + event.kind()).toList();
    }

    private void put(HubDevice device) {
        put(new HubPlace.Occupied(device), device.deviceId().value());
    }

    private void put(HubPlace place, String id) {
        host().hubs()
                .changeDevice(
                        hub,
                        Messages.device(id).deviceId(),
                        _ -> new Change.Put<>(place, true, Samples.event(hub, "put", id)));
    }

    private void remove(String id) {
        host().hubs()
                .changeDevice(
                        hub,
                        Messages.device(id).deviceId(),
                        _ -> new Change.Remove<>(true, Samples.event(hub, "removed", id)));
    }

    private static HubPlace tombstone() {
        var marker = HubMarker.of(new IdScope("0NE"), 4, OperationId.fresh(new Random(1)));
        return new HubPlace.Vacated(marker, Samples.NOW);
    }

    private HubModule module(HubClient client, HubDevice device) {
        return new HubModule(
                new ModuleIdentity(
                        client,
                        "1",
                        samples.etag(),
                        "berth",
                        device.identity().authentication(),
                        Samples.NOW),
                device.twin());
    }

    private void put(HubModule module) {
        host().modules()
                .changeModule(
                        hub,
                        module.client(),
                        _ -> new Change.Put<>(module, true, Samples.event(hub, "put", "m")));
    }

    private static HubDevice withReported(HubDevice device, int number) {
        var twin = device.twin();
        return device.with(
                new DeviceTwin(
                        twin.tags(),
                        twin.desired(),
                        new TwinSection(
                                Samples.object("number", JsonNumber.of(number)),
                                JsonObject.EMPTY,
                                twin.reported().version() + 1),
                        twin.etag(),
                        twin.version() + 1));
    }

    @Test
    void aDeviceThatComesAndGoesIsToldOf() {
        var device = samples.device("meter-7");
        put(device);
        remove("meter-7");

        assertThat(told()).containsExactly("meter-7 CREATED", "meter-7 DELETED");
        var body = events().getFirst().data().members();
        assertThat(body).containsEntry("deviceId", new JsonString("meter-7"));
        assertThat(body).containsEntry("tags", device.twin().tags());
        assertThat(body).containsEntry("version", JsonNumber.of(12));
        assertThat(body).containsKeys("etag", "properties").doesNotContainKey("moduleId");
    }

    @Test
    void aTombstoneIsTheEndOfADeviceAndNothingMore() {
        put(samples.device("meter-7"));
        put(tombstone(), "meter-7");
        put(tombstone(), "meter-7");
        put(samples.device("meter-7"));
        put(tombstone(), "meter-7");
        remove("meter-7");

        assertThat(told())
                .containsExactly(
                        "meter-7 CREATED", "meter-7 DELETED", "meter-7 CREATED", "meter-7 DELETED");
    }

    @Test
    void aTwinThatChangedIsToldOfByWhatChanged() {
        var device = samples.device("meter-7");
        put(device);
        put(withReported(device, 5));
        put(withReported(device, 5));

        assertThat(told()).containsExactly("meter-7 CREATED", "meter-7 TWIN_UPDATED");
        var body = events().getLast().data().members();
        assertThat(body).containsOnlyKeys("version", "properties");
        assertThat(body.get("properties"))
                .isInstanceOfSatisfying(
                        JsonObject.class,
                        one -> assertThat(one.members()).containsOnlyKeys("reported"));
    }

    @Test
    void anIdentityThatChangedIsNoNews() {
        var device = samples.device("meter-7");
        put(device);
        var disabled = samples.device("meter-7").identity();
        put(device.with(disabled));

        assertThat(told()).containsExactly("meter-7 CREATED");
    }

    @Test
    void aChangeThatDoesNotHappenIsNotToldOf() {
        put(samples.device("meter-7"));
        try {
            host().hubs()
                    .changeDevice(
                            hub,
                            Messages.device("meter-7").deviceId(),
                            _ -> {
                                throw new IllegalArgumentException("no");
                            });
        } catch (IllegalArgumentException _) {
            // As ordered.
        }

        assertThat(told()).containsExactly("meter-7 CREATED");
    }

    @Test
    void aDeviceTakesItsModulesSessionsAndMessagesAlong() {
        var device = samples.device("meter-7");
        var client = Messages.device("meter-7");
        var module = Messages.module("meter-7", "filter");
        var other = Messages.device("meter-70");
        put(device);
        put(samples.device("meter-70"));
        put(module(module, device));
        host().sessions().begin(hub, module, "node-1", false);
        host().sessions().begin(hub, other, "node-1", false);
        send(client);
        send(other);
        remove("meter-7");

        assertThat(told())
                .containsExactly(
                        "meter-7 CREATED",
                        "meter-70 CREATED",
                        "meter-7/filter CREATED",
                        "meter-7/filter CONNECTED",
                        "meter-70 CONNECTED",
                        "meter-7/filter DISCONNECTED",
                        "meter-7/filter DELETED",
                        "meter-7 DELETED");
        assertThat(host().modules().module(hub, module)).isEmpty();
        assertThat(host().sessions().session(hub, module)).isEmpty();
        assertThat(host().sessions().connected(hub)).isEqualTo(1);
        assertThat(host().commands().depth(hub, client)).isZero();
        assertThat(host().commands().depth(hub, other)).isEqualTo(1);
        var feedback = host().feedback().lock(hub, 64, Duration.ofMinutes(1)).orElseThrow();
        assertThat(feedback.records())
                .extracting(Feedback::status)
                .containsExactly(Feedback.Status.PURGED);
    }

    /// Another device under the same name is another device.
    @Test
    void aDeviceThatIsReplacedByAnotherIsToldOfTwice() {
        var first = samples.device("meter-7");
        put(first);
        host().sessions().begin(hub, Messages.device("meter-7"), "node-1", false);
        var old = first.identity();
        put(
                first.with(
                        new DeviceIdentity(
                                old.deviceId(),
                                "another",
                                samples.etag(),
                                true,
                                null,
                                Samples.NOW,
                                old.authentication(),
                                false,
                                Samples.NOW)));

        assertThat(told())
                .containsExactly(
                        "meter-7 CREATED",
                        "meter-7 CONNECTED",
                        "meter-7 DISCONNECTED",
                        "meter-7 DELETED",
                        "meter-7 CREATED");
    }

    private void send(HubClient client) {
        var command =
                new CommandQueue.NewCommand(
                        client,
                        "1",
                        Messages.named("c"),
                        FeedbackRequest.FULL,
                        new CommandQueue.Expiry.After(Duration.ofHours(1)));
        assertThat(host().commands().enqueue(hub, command, 5)).isTrue();
    }

    @Test
    void eventsAreReadInTheirOrderPageByPage() {
        assertThat(outbox().last(hub)).isEqualTo(EventOutbox.BEGINNING);
        for (int i = 0; i < 5; i++) {
            put(samples.device("meter-" + i));
        }
        var all = events();

        assertThat(all).extracting(HubEvent::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(outbox().last(hub)).isEqualTo(all.getLast().sequence());
        assertThat(outbox().read(hub, all.get(1).sequence(), 2)).isEqualTo(all.subList(2, 4));
        assertThat(outbox().read(Samples.freshHub(), 0, 10)).isEmpty();
        assertThat(all).extracting(HubEvent::hub).containsOnly(hub);
    }

    @Test
    void oldEventsAreForgottenOldestFirst() {
        for (int i = 0; i < 3; i++) {
            put(samples.device("old-" + i));
        }
        host().pass(Duration.ofDays(3));
        put(samples.device("young"));

        assertThat(outbox().forget(hub, Duration.ofDays(4), 10)).isZero();
        assertThat(outbox().forget(hub, Duration.ofDays(2), 2)).isEqualTo(2);
        assertThat(told()).containsExactly("old-2 CREATED", "young CREATED");
        assertThat(outbox().forget(hub, Duration.ofDays(2), 2)).isEqualTo(1);
        assertThat(outbox().forget(hub, Duration.ofDays(2), 2)).isZero();
        assertThat(told()).containsExactly("young CREATED");
    }

    @Test
    void numbersGoOnWhenEverythingIsForgotten() {
        put(samples.device("old"));
        long last = outbox().last(hub);
        host().pass(Duration.ofDays(3));
        outbox().forget(hub, Duration.ofDays(2), 10);

        assertThat(outbox().last(hub)).isEqualTo(last);
        put(samples.device("young"));
        assertThat(events().getFirst().sequence()).isGreaterThan(last);
    }

    /// A reader that goes by sequences, while many write, gets every event there is.
    @Test
    void aReaderSkipsNothingWhileManyWrite() {
        int writers = 8;
        int devices = 10;
        var running = new AtomicInteger(writers);
        var seen = new ArrayList<HubEvent>();

        Together.run(
                writers + 1,
                i -> i == writers ? reader(running, seen) : writer(i, devices, running));

        assertThat(seen).isEqualTo(events());
        assertThat(seen).hasSize(writers * devices);
        assertThat(seen.stream().map(HubEvent::at).toList())
                .isSortedAccordingTo(Instant::compareTo);
    }

    private Callable<Boolean> writer(int writer, int devices, AtomicInteger running) {
        var mine = new Samples(writer);
        return () -> {
            try {
                for (int i = 0; i < devices; i++) {
                    put(mine.device("w" + writer + "-" + i));
                }
                return true;
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private Callable<Boolean> reader(AtomicInteger running, List<HubEvent> seen) {
        return () -> {
            long after = EventOutbox.BEGINNING;
            while (true) {
                boolean last = running.get() == 0;
                var page = outbox().read(hub, after, 7);
                seen.addAll(page);
                if (!page.isEmpty()) {
                    after = page.getLast().sequence();
                } else if (last) {
                    return true;
                }
            }
        };
    }
}

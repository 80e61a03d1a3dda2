package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What every hub store does.
public abstract class HubStoreContract {
    /// Before and after whatever a store's clock says.
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    private static final Instant FAR_OFF = Instant.parse("2101-01-01T00:00:00Z");

    private final HubHostName hub = Samples.freshHub();
    private final Samples samples = new Samples(13);

    protected abstract HubStore store();

    protected abstract AuditLog auditLog();

    private void put(EmbeddedHubDefinition row) {
        store().changeHub(
                        row.hostName(),
                        _ -> new Change.Put<>(row, true, Samples.event(hub, "hub.written", "hub")));
    }

    private void put(HubDevice row) {
        put(hub, row);
    }

    private void put(HubHostName whose, HubDevice row) {
        var event = Samples.event(whose, "device.written", row.deviceId().value());
        store().changeDevice(
                        whose,
                        row.deviceId(),
                        _ -> new Change.Put<>(new HubPlace.Occupied(row), true, event));
    }

    @Test
    void aHubComesBackWithItsPolicies() {
        var written = samples.hub(hub);
        put(written);

        assertThat(store().hubs()).contains(written);
        assertThat(store().hub(hub)).contains(written);
        assertThat(store().holds(hub)).isTrue();
    }

    @Test
    void aHubThatWasNeverWrittenIsNotThere() {
        assertThat(store().hub(hub)).isEmpty();
        assertThat(store().holds(hub)).isFalse();
    }

    @Test
    void aReplacedHubKeepsNothingOfTheOldOne() {
        put(samples.hub(hub));
        var bare = new EmbeddedHubDefinition("bare", hub, List.of());
        put(bare);

        assertThat(store().hubs())
                .filteredOn(row -> row.hostName().equals(hub))
                .containsExactly(bare);
    }

    @Test
    void removingAHubRemovesItsDevicesAndNoOthers() {
        var other = Samples.freshHub();
        var device = samples.device("meter-7");
        put(samples.hub(hub));
        put(device);
        put(other, device);

        store().changeHub(
                        hub,
                        _ -> new Change.Remove<>(true, Samples.event(hub, "hub.deleted", "hub")));

        assertThat(store().hubs()).noneMatch(row -> row.hostName().equals(hub));
        assertThat(store().holds(hub)).isFalse();
        assertThat(store().device(hub, device.deviceId())).isEmpty();
        assertThat(store().device(other, device.deviceId())).contains(device);
    }

    @Test
    void aDeviceComesBackAsItWasWritten() {
        var authentications =
                List.of(
                        new DeviceAuthentication.SymmetricKeys(samples.keys()),
                        new DeviceAuthentication.Thumbprints(
                                ByteString.sha256((byte) 1), ByteString.sha1((byte) 2)),
                        new DeviceAuthentication.CertificateAuthority(),
                        new DeviceAuthentication.None());

        for (var authentication : authentications) {
            var written = samples.device("Meter-7", authentication);
            put(written);

            assertThat(store().device(hub, written.deviceId())).contains(written);
        }
    }

    @Test
    void aDeviceIsFoundInItsHubAndByItsExactNameOnly() {
        var device = samples.device("Meter-7");
        put(device);

        assertThat(store().device(Samples.freshHub(), device.deviceId())).isEmpty();
        assertThat(store().device(hub, new DeviceId("meter-7"))).isEmpty();
    }

    @Test
    void aChangedTwinLeavesTheKeysAlone() {
        var device = samples.device("meter-7");
        put(device);
        var twin = device.twin();
        var next =
                device.with(
                        new DeviceTwin(
                                twin.tags(), twin.desired(), twin.desired(), samples.etag(), 13));
        put(next);

        assertThat(store().device(hub, device.deviceId())).contains(next);
    }

    @Test
    void aChangedIdentityLeavesTheKeysAlone() {
        var device = samples.device("meter-7");
        put(device);
        var next = device.with(disabled(device.identity(), device.identity().authentication()));
        put(next);

        assertThat(store().device(hub, device.deviceId())).contains(next);
    }

    @Test
    void rolledKeysAreTheNewOnes() {
        var device = samples.device("meter-7");
        put(device);
        var keys = new DeviceAuthentication.SymmetricKeys(samples.keys());
        var next = device.with(disabled(device.identity(), keys));
        put(next);

        assertThat(store().device(hub, device.deviceId())).contains(next);
    }

    @Test
    void aRemovedDeviceIsGone() {
        var device = samples.device("meter-7");
        put(device);

        store().changeDevice(
                        hub,
                        device.deviceId(),
                        _ ->
                                new Change.Remove<>(
                                        true, Samples.event(hub, "device.deleted", "meter-7")));

        assertThat(store().device(hub, device.deviceId())).isEmpty();
        assertThat(auditLog().newest(hub.value(), "meter-7", 10)).hasSize(2);
    }

    @Test
    void devicesAreCountedByWhetherTheyAreEnabled() {
        assertThat(store().counts(hub)).isEqualTo(new HubStore.DeviceCounts(0, 0));
        put(samples.device("a"));
        put(samples.device("b"));
        var off = samples.device("c");
        put(off.with(disabled(off.identity(), off.identity().authentication())));
        put(Samples.freshHub(), samples.device("d"));

        assertThat(store().counts(hub)).isEqualTo(new HubStore.DeviceCounts(3, 2));
    }

    @Test
    void pagesFollowTheOrderOfDeviceIds() {
        var ids = List.of("b", "B", "a", "'", "_", "Z9", "$x");
        ids.forEach(id -> put(samples.device(id)));

        var first = store().devices(hub, new Page.Request("", 4));
        var second = store().devices(hub, new Page.Request(first.continuation().orElseThrow(), 4));

        assertThat(first.items()).hasSize(4);
        assertThat(
                        Stream.concat(first.items().stream(), second.items().stream())
                                .map(row -> row.deviceId().value())
                                .toList())
                .isEqualTo(ids.stream().sorted().toList());
        assertThat(second.continuation()).isEmpty();
    }

    @Test
    void aTombstoneStandsWhereADeviceWasAndIsSeenByChangesOnly() {
        put(samples.device("a"));
        put(samples.device("c"));
        var device = samples.device("b");
        put(device);

        put(device.deviceId(), LONG_AGO);

        assertThat(place(device.deviceId())).contains(tombstone(LONG_AGO));
        assertThat(store().device(hub, device.deviceId())).isEmpty();
        assertThat(store().counts(hub)).isEqualTo(new HubStore.DeviceCounts(2, 2));
        assertThat(store().devices(hub, new Page.Request("", 1000)).items())
                .extracting(row -> row.deviceId().value())
                .containsExactly("a", "c");
        assertThat(store().devices(hub, new Page.Request("a", 1)).continuation()).isEmpty();
    }

    @Test
    void aTombstoneMayStandWhereThereWasNothingAndGiveWayToANewerOne() {
        var id = new DeviceId("meter-7");

        put(id, LONG_AGO);
        assertThat(place(id)).contains(tombstone(LONG_AGO));
        put(id, FAR_OFF);

        assertThat(place(id)).contains(tombstone(FAR_OFF));
    }

    @Test
    void aDeviceTakesTheTombstonesPlace() {
        var device = samples.device("meter-7");
        put(device.deviceId(), FAR_OFF);

        put(device);

        assertThat(place(device.deviceId())).contains(new HubPlace.Occupied(device));
        assertThat(store().device(hub, device.deviceId())).contains(device);
        assertThat(store().counts(hub)).isEqualTo(new HubStore.DeviceCounts(1, 1));
    }

    @Test
    void aRemovedTombstoneIsGone() {
        var id = new DeviceId("meter-7");
        put(id, FAR_OFF);

        store().changeDevice(
                        hub,
                        id,
                        _ -> new Change.Remove<>(true, Samples.event(hub, "x", id.value())));

        assertThat(place(id)).isEmpty();
    }

    @Test
    void removingAHubRemovesItsTombstones() {
        var id = new DeviceId("meter-7");
        put(samples.hub(hub));
        put(id, FAR_OFF);

        store().changeHub(
                        hub,
                        _ -> new Change.Remove<>(true, Samples.event(hub, "hub.deleted", "hub")));

        assertThat(place(id)).isEmpty();
    }

    @Test
    void oldTombstonesAreForgottenAndNothingElse() {
        var device = samples.device("device");
        put(device);
        put(new DeviceId("old"), LONG_AGO);
        put(new DeviceId("young"), FAR_OFF);

        while (store().forgetTombstones(HubStore.TOMBSTONE_KEPT, 1000) > 0) {
            // Those of other tests in the same store.
        }

        assertThat(place(new DeviceId("old"))).isEmpty();
        assertThat(place(new DeviceId("young"))).contains(tombstone(FAR_OFF));
        assertThat(store().device(hub, device.deviceId())).contains(device);
    }

    @Test
    void tombstonesAreForgottenByTheNumberTheOldestFirst() {
        while (store().forgetTombstones(HubStore.TOMBSTONE_KEPT, 1000) > 0) {
            // Those of other tests in the same store.
        }
        for (int i = 0; i < 3; i++) {
            put(new DeviceId("old-" + i), LONG_AGO.minusSeconds(i));
        }

        assertThat(store().forgetTombstones(HubStore.TOMBSTONE_KEPT, 2)).isEqualTo(2);
        assertThat(place(new DeviceId("old-0"))).isPresent();
        assertThat(store().forgetTombstones(HubStore.TOMBSTONE_KEPT, 2)).isEqualTo(1);
    }

    @Test
    void noTombstoneIsForgottenTooSoon() {
        assertThatThrownBy(
                        () ->
                                store().forgetTombstones(
                                                HubStore.TOMBSTONE_KEPT.minusSeconds(1), 1000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Of a removal and a creation that both saw nothing, the later one sees the other's work.
    @Test
    void aRemovalAndACreationOfTheSameDeviceNeverPassEachOtherUnseen() {
        for (int i = 0; i < 20; i++) {
            var device = samples.device("meter-" + i);
            var seen =
                    Together.run(
                            2,
                            who ->
                                    () ->
                                            store().changeDevice(
                                                            hub,
                                                            device.deviceId(),
                                                            before ->
                                                                    new Change.Put<>(
                                                                            who == 0
                                                                                    ? tombstone(
                                                                                            FAR_OFF)
                                                                                    : new HubPlace
                                                                                            .Occupied(
                                                                                            device),
                                                                            before.isPresent(),
                                                                            Samples.event(
                                                                                    hub, "x",
                                                                                    "y"))));

            assertThat(seen).containsExactlyInAnyOrder(true, false);
        }
    }

    private HubPlace tombstone(Instant at) {
        return new HubPlace.Vacated(
                HubMarker.of(new IdScope("0NE"), 3, new OperationId("4.a")), at);
    }

    private void put(DeviceId id, Instant vacatedAt) {
        var event = Samples.event(hub, "device.removed", id.value());
        store().changeDevice(hub, id, _ -> new Change.Put<>(tombstone(vacatedAt), true, event));
    }

    private Optional<HubPlace> place(DeviceId id) {
        return store().changeDevice(hub, id, Change.Leave<HubPlace, Optional<HubPlace>>::new);
    }

    @Test
    void noChangeOverwritesAnotherUnseen() {
        var device = samples.device("meter-7");
        put(device);

        Together.run(
                4,
                _ ->
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                store().changeDevice(
                                                hub,
                                                device.deviceId(),
                                                before ->
                                                        new Change.Put<>(
                                                                counted(before.orElseThrow()),
                                                                true,
                                                                Samples.event(
                                                                        hub, "counted",
                                                                        "meter-7")));
                            }
                            return true;
                        });

        assertThat(store().device(hub, device.deviceId()).get().twin().version())
                .isEqualTo(device.twin().version() + 40);
    }

    private static HubPlace counted(HubPlace place) {
        var device = ((HubPlace.Occupied) place).device();
        var twin = device.twin();
        return new HubPlace.Occupied(
                device.with(
                        new DeviceTwin(
                                twin.tags(),
                                twin.desired(),
                                twin.reported(),
                                twin.etag(),
                                twin.version() + 1)));
    }

    private static DeviceIdentity disabled(
            DeviceIdentity identity, DeviceAuthentication authentication) {
        return new DeviceIdentity(
                identity.deviceId(),
                identity.generationId(),
                identity.etag(),
                false,
                null,
                identity.statusUpdatedAt(),
                authentication,
                identity.iotEdge(),
                identity.createdAt());
    }
}

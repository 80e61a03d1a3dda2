package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubStore;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/// What every hub store does.
public abstract class HubStoreContract {
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
        store().changeDevice(whose, row.deviceId(), _ -> new Change.Put<>(row, true, event));
    }

    @Test
    void aHubComesBackWithItsPolicies() {
        var written = samples.hub(hub);
        put(written);

        assertThat(store().hubs()).contains(written);
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
                                                                counted(before.get()),
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

    private static HubDevice counted(HubDevice device) {
        var twin = device.twin();
        return device.with(
                new DeviceTwin(
                        twin.tags(),
                        twin.desired(),
                        twin.reported(),
                        twin.etag(),
                        twin.version() + 1));
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

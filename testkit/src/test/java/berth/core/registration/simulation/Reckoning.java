package berth.core.registration.simulation;

import static berth.core.registration.simulation.Watcher.require;

import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.OperationId;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Placement;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What must hold when everything has come to rest: no operation runs, no work is open, no write is
/// under way, every hub is linked and well.
///
/// Source: reliability, section 6.
final class Reckoning {
    private final Scene scene;
    private final Fleet fleet;
    private final List<Fleet.Device> devices;
    private final Map<OperationId, Operation> operations = new HashMap<>();

    Reckoning(Scene scene, Fleet fleet, List<Fleet.Device> devices) {
        this.scene = scene;
        this.fleet = fleet;
        this.devices = devices;
        scene.registrations.operations().forEach(op -> operations.put(op.id(), op));
    }

    void check() {
        everyOperationEnded();
        everyWorkItemIsThere();
        identitiesAreWhereTheyBelong();
        failuresLeaveNothing();
        nothingCrossedAScope();
        refusalsLeaveNothing();
    }

    /// I2
    private void everyOperationEnded() {
        for (var operation : operations.values()) {
            require(operation.state().isFinal(), "I2", "still runs: " + operation);
        }
        for (var id : fleet.acknowledged()) {
            require(operations.containsKey(id), "I2", "acknowledged and lost: " + id);
        }
    }

    /// I9
    private void everyWorkItemIsThere() {
        var there =
                scene.registrations.work().all().stream()
                        .map(WorkEntry::item)
                        .map(WorkItem::name)
                        .collect(Collectors.toSet());
        require(there.equals(scene.watcher.enqueued()), "I9", "work items were lost or invented");
        for (var entry : scene.registrations.work().all()) {
            require(
                    entry.state() == WorkEntry.State.DONE || !entry.item().kind().automatic(),
                    "I9",
                    "not done though everything is well: " + entry);
        }
    }

    /// I3 and I4
    private void identitiesAreWhereTheyBelong() {
        var rows =
                scene.registrations.registrations().stream()
                        .collect(
                                Collectors.toMap(
                                        row -> key(row.scope(), row.registrationId()), row -> row));
        for (var device : devices) {
            var row = rows.get(key(device.scope(), device.id()));
            var held = held(device, row == null ? null : row.place());
            if (row == null) {
                require(held.size() <= 1, "I4", device.id() + " was forgotten, but " + held);
                continue;
            }
            var place = row.place();
            if (place == null) {
                var left = row.leftBehind();
                boolean clean =
                        row.block() == Registration.Block.DECOMMISSIONED
                                ? held.isEmpty()
                                : left == null
                                        ? held.isEmpty()
                                        : held.stream().allMatch(left::equals);
                require(clean, "I4", "%s has no place, but %s".formatted(row, held));
                continue;
            }
            require(
                    held.equals(List.of(place)),
                    "I4",
                    "%s belongs to %s, but is at %s".formatted(device.id(), place, held));
            inOrder(row, scene.hubs.get(place.hub()).device(place.deviceId()));
        }
    }

    private void inOrder(Registration row, HeldDevice device) {
        if (row.status() == RegistrationStatus.ASSIGNED) {
            require(
                    device.enabled() || scene.watcher.wasDisabledBeforeItsRemoval(row, device),
                    "I3",
                    "assigned, but disabled: " + row + " / " + device);
        }
        if (row.block() != null) {
            require(!device.enabled(), "I3", "blocked, but enabled: " + row + " / " + device);
        }
    }

    /// Where the device has identities. One that an operator made himself belongs to it only once
    /// the service has taken it over.
    private List<Placement> held(Fleet.Device device, @Nullable Placement place) {
        var names = new ArrayList<Placement>();
        for (var hub : scene.hubs.values()) {
            for (var held : hub.devices()) {
                boolean own = owner(held.deviceId()).equals(key(device.scope(), device.id()));
                var here = new Placement(hub.name(), held.deviceId());
                boolean counts = here.equals(place) || !foundByAFailure(held);
                if (own && held.marker().isPresent() && counts) {
                    names.add(here);
                }
            }
        }
        return names;
    }

    /// A gap, known: an operation that fails leaves what it found, and marks it all the same. If
    /// what it found was a stray of the service's own, whose removal had been given up because the
    /// hub was not linked, nobody may remove it any more.
    private boolean foundByAFailure(HeldDevice held) {
        var operation = held.marker().map(HubMarker::operation).map(operations::get).orElse(null);
        return operation != null
                && !held.asCreated()
                && operation.state() != OperationState.SUCCEEDED;
    }

    private static String key(Object scope, Object id) {
        return scope + "/" + id;
    }

    /// Whose a name in a hub is: names of the second scope begin with `b.`.
    private static String owner(DeviceId deviceId) {
        var name = deviceId.value().toLowerCase(Locale.ROOT);
        boolean second = name.startsWith("b.");
        var plain = second ? name.substring(2) : name;
        var id = plain.endsWith(".alt") ? plain.substring(0, plain.length() - 4) : plain;
        return key(second ? Simulation.SECOND : Simulation.FIRST, id);
    }

    /// I8
    private void failuresLeaveNothing() {
        for (var hub : scene.hubs.values()) {
            for (var held : hub.devices()) {
                var operation =
                        held.marker().map(HubMarker::operation).map(operations::get).orElse(null);
                if (operation == null || !held.asCreated()) {
                    continue;
                }
                require(
                        operation.state() == OperationState.SUCCEEDED,
                        "I8",
                        "%s left %s in %s".formatted(operation, held, hub.name()));
            }
        }
    }

    /// I11
    private void nothingCrossedAScope() {
        for (var hub : scene.hubs.values()) {
            for (var entry : hub.ledger()) {
                var scope =
                        owner(entry.deviceId()).substring(0, owner(entry.deviceId()).indexOf('/'));
                var hash =
                        HubMarker.of(
                                        new berth.core.id.IdScope(scope),
                                        0,
                                        entry.marker().operation())
                                .scopeHash();
                require(hash.equals(entry.marker().scopeHash()), "I11", entry.toString());
            }
        }
    }

    /// I14
    private void refusalsLeaveNothing() {
        boolean row =
                scene.registrations.registrations().stream()
                        .anyMatch(found -> found.registrationId().value().equals("intruder"));
        boolean operation =
                operations.values().stream()
                        .anyMatch(found -> found.registrationId().value().equals("intruder"));
        boolean device =
                scene.hubs.values().stream()
                        .flatMap(hub -> hub.ledger().stream())
                        .anyMatch(entry -> entry.deviceId().value().contains("intruder"));
        require(!row && !operation && !device, "I14", "a refused device left something");
    }
}

package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonString;
import berth.core.registration.RegistrationStatus;
import berth.core.secret.SymmetricKeys;
import berth.store.sql.SqlStore;
import berth.testkit.history.Answer;
import berth.testkit.history.FinalState;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What goes on while servers are broken: in every round each kind of thing that devices and
/// operators do, all at once, by devices that take part only once. None gives up, and each knows
/// what must have become of it.
final class Acts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FLEET = "fleet";
    private static final String ON_HUB_1 =
            "\"allocationPolicy\": \"static\", \"iotHubs\": [\"" + Scene.HUB_1 + "\"]";
    private static final String ON_HUB_2 =
            "\"allocationPolicy\": \"static\", \"iotHubs\": [\"" + Scene.HUB_2 + "\"]";
    private static final String ENABLED = "\"provisioningStatus\": \"enabled\", ";
    private static final String DISABLED = "\"provisioningStatus\": \"disabled\", ";

    private final Scene scene;
    private final Wire wire;
    private final Operator operator;
    private final AllocationFunction function;
    private final SymmetricKeys group = SymmetricKeys.generate(new SecureRandom());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger stuckHubs = new AtomicInteger();

    /// Where devices must be at the end; empty for those that must be nowhere.
    private final Map<String, Set<String>> homes = new ConcurrentHashMap<>();

    /// Devices that moved, whose twin must have moved with them.
    private final Set<String> movers = ConcurrentHashMap.newKeySet();

    /// The keys of devices whose enrollment the function disables.
    private final Map<String, SymmetricKeys> barred = new ConcurrentHashMap<>();

    Acts(Scene scene) throws IOException {
        this.scene = scene;
        this.wire = new Wire(scene);
        this.operator = new Operator(scene, wire);
        this.function = AllocationFunction.start(this::bar);
    }

    Operator operator() {
        return operator;
    }

    void prepare() throws InterruptedException {
        operator.enrollGroup(FLEET, group);
    }

    /// Everything once.
    ///
    /// @param withStuck also what takes some seconds: a hub that never answers
    void round(boolean withStuck) {
        int round = rounds.incrementAndGet();
        start(() -> registersTwice("first-" + round));
        start(() -> moves("mover-" + round));
        start(() -> isPlaced("placed-" + round));
        start(() -> isBarredInTheMiddle("barred-" + round));
        start(() -> goesThroughItsLife("life-" + round));
        start(() -> isForgotten("forgotten-" + round));
        if (withStuck) {
            stuck("stuck-" + round);
        }
    }

    /// Registers once and is assigned.
    void oneMore(String id) {
        start(() -> registers(id));
    }

    /// Is assigned to a hub that never answers, until an operator has had enough.
    void stuck(String id) {
        var hub = "127.9.%d.1".formatted(stuckHubs.incrementAndGet());
        start(() -> getsStuck(id, hub));
    }

    private void start(Callable<?> act) {
        running.add(threads.submit(act));
    }

    private Device ofGroup(String id) {
        return new Device(scene, wire, id, group.derive(id).primary());
    }

    private Device alone(String id, SymmetricKeys keys) {
        return new Device(scene, wire, id, keys.primary());
    }

    private Answer registers(String id) throws InterruptedException {
        var told = ofGroup(id).register();
        home(id, told);
        return told;
    }

    /// The second time nothing has changed.
    private Answer registersTwice(String id) throws InterruptedException {
        var device = ofGroup(id);
        var first = device.register();
        var again = device.register();
        assertThat(again.status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(again.hub()).isEqualTo(first.hub());
        home(id, again);
        return again;
    }

    private Answer moves(String id) throws InterruptedException {
        var keys = SymmetricKeys.generate(new SecureRandom());
        var device = alone(id, keys);
        operator.enroll(id, keys, twin("first") + ON_HUB_1);
        assertThat(device.register().hub()).isEqualTo(Scene.HUB_1);
        operator.enroll(id, keys, twin("second") + ON_HUB_2);
        var told = device.register();
        assertThat(told.hub()).isEqualTo(Scene.HUB_2);
        home(id, told);
        movers.add(id);
        return told;
    }

    private static String twin(String origin) {
        return """
        "initialTwin": {"tags": {"origin": "%s"}, "properties": {"desired": {}}},\
        """
                .formatted(origin);
    }

    private Answer isPlaced(String id) throws InterruptedException {
        var keys = SymmetricKeys.generate(new SecureRandom());
        operator.enroll(id, keys, function.placing());
        var told = alone(id, keys).register();
        assertThat(told.hub()).isEqualTo(Scene.HUB_2);
        home(id, told);
        return told;
    }

    private Answer isBarredInTheMiddle(String id) throws InterruptedException {
        var keys = SymmetricKeys.generate(new SecureRandom());
        barred.put(id, keys);
        operator.enroll(id, keys, ENABLED + function.interfering());
        var told = alone(id, keys).register();
        assertThat(told.status())
                .as(id)
                .isIn(RegistrationStatus.FAILED, RegistrationStatus.DISABLED);
        homes.put(id, Set.of());
        return told;
    }

    private boolean bar(String id) throws InterruptedException {
        return operator.tryToEnroll(id, barred.get(id), DISABLED + function.interfering());
    }

    private Answer goesThroughItsLife(String id) throws InterruptedException {
        var device = ofGroup(id);
        device.register();
        operator.disable(id);
        assertThat(device.register().status()).isEqualTo(RegistrationStatus.DISABLED);
        operator.enable(id);
        assertThat(device.register().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        operator.decommission(id);
        var told = device.register();
        assertThat(told.status()).isEqualTo(RegistrationStatus.DISABLED);
        homes.put(id, Set.of());
        return told;
    }

    private Answer isForgotten(String id) throws InterruptedException {
        var device = ofGroup(id);
        device.register();
        operator.forget(id);
        return registers(id);
    }

    /// A hub that never answers; its device is taken out of service, what may stand there cannot be
    /// removed, the hub is unlinked, and an operator clears away the dead letter.
    private String getsStuck(String id, String hub) throws Exception {
        var keys = SymmetricKeys.generate(new SecureRandom());
        operator.link(hub);
        operator.enroll(
                id, keys, "\"allocationPolicy\": \"static\", \"iotHubs\": [\"%s\"]".formatted(hub));
        var device = alone(id, keys);
        device.admitted();
        Wait.pause(Duration.ofMillis(300)); // for the plan; without it there is nothing to remove
        operator.decommission(id);
        homes.put(id, Set.of());
        var item = hub + "/" + id + "/";
        Wait.until(
                "a try to remove " + item,
                PATIENCE,
                () ->
                        operator.openWork().stream()
                                .noneMatch(open -> open.contains(item) && open.endsWith(" 0")));
        operator.unlink(hub);
        Wait.until(
                "no open work for " + item,
                PATIENCE,
                () -> operator.openWork().stream().noneMatch(open -> open.contains(item)));
        for (var dead : operator.deadWork(item)) {
            operator.discard(dead);
        }
        return item;
    }

    private void home(String id, Answer told) {
        assertThat(told.status()).as(id).isEqualTo(RegistrationStatus.ASSIGNED);
        homes.put(id, Set.of(told.hub() + "/" + told.deviceId()));
    }

    /// @throws ExecutionException when an act went wrong: waiting longer makes no sense
    void requireSound() throws Exception {
        for (var act : running) {
            if (act.isDone()) {
                act.get();
            }
        }
    }

    /// Waits for the end of every act and of what it left to workers.
    void awaitEnd() throws Exception {
        for (var act : running) {
            act.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        scene.awaitQuiet(operator, PATIENCE);
    }

    /// Whether every device is where it must be, and nowhere else.
    void verify(FinalState end, Home home) {
        assertThat(homes).isNotEmpty();
        homes.forEach((id, places) -> assertThat(EndDump.places(end, id)).as(id).isEqualTo(places));
        try (var store = home.open()) {
            assertThat(movers).allSatisfy(id -> assertThat(origin(store, id)).isEqualTo("first"));
        }
    }

    private static String origin(SqlStore store, String id) {
        var device = store.hubs().device(new HubHostName(Scene.HUB_2), new DeviceId(id));
        return ((JsonString) device.orElseThrow().twin().tags().members().get("origin")).value();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        function.close();
    }
}

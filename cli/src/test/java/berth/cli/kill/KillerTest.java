package berth.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.core.secret.Secret;
import berth.server.StartupProblem;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class KillerTest {
    private static final Secret KEY = Secret.random(32, new SecureRandom());
    private static final KillPlan PLAN =
            new KillPlan(
                    List.of(
                            new KillPlan.Kill(2, Duration.ZERO),
                            new KillPlan.Kill(3, Duration.ZERO)));

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void theServerIsDeadWhenTheDeviceThatWasTheOccasionGoesOn() throws Exception {
        try (var killer = new Killer(new RecordedServer(), PLAN, _ -> {})) {
            killer.acknowledged(device("a"));
            assertThat(events).isEmpty();

            killer.acknowledged(device("b"));
            assertThat(events).startsWith("killed");
        }
        assertThat(events).containsExactly("killed", "restarted");
    }

    @Test
    void aDeviceThatComesBackIsNoNewOne() throws Exception {
        try (var killer = new Killer(new RecordedServer(), PLAN, _ -> {})) {
            for (int i = 0; i < 5; i++) {
                killer.acknowledged(device("a"));
            }
        }
        assertThat(events).isEmpty();
    }

    @Test
    void theNextKillWaitsForTheServerToBeBack() throws Exception {
        var told = new ArrayList<Integer>();
        var killer = new Killer(new RecordedServer(), PLAN, outage -> told.add(outage.number()));
        try (killer) {
            for (var name : List.of("a", "b", "c", "d")) {
                killer.acknowledged(device(name));
            }
        }
        assertThat(events).containsExactly("killed", "restarted", "killed", "restarted");
        assertThat(told).containsExactly(1, 2);
        assertThat(killer.outages())
                .extracting(Killer.Outage::readyAfter)
                .containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void aServerThatDoesNotComeBackIsReportedAndLeftAlone() throws Exception {
        var killer = new Killer(new BrokenServer(), PLAN, _ -> {});
        try (killer) {
            for (var name : List.of("a", "b", "c")) {
                killer.acknowledged(device(name));
            }
        }
        assertThat(events).containsExactly("killed");
        assertThat(killer.problem()).hasValueSatisfying(p -> assertThat(p).hasMessage("broken"));
        assertThat(killer.outages()).isEmpty();
    }

    private static SimulatedDevice device(String id) {
        return new SimulatedDevice(
                id, new DeviceCredential.SymmetricKey(KEY), Transport.HTTPS, StockClient.QUICK);
    }

    private final class RecordedServer implements KilledServer {
        @Override
        public void kill() {
            events.add("killed");
        }

        @Override
        public Duration restart() {
            events.add("restarted");
            return Duration.ofSeconds(1);
        }
    }

    private final class BrokenServer implements KilledServer {
        @Override
        public void kill() {
            events.add("killed");
        }

        @Override
        public Duration restart() {
            throw new StartupProblem("broken");
        }
    }
}

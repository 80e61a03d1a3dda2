package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.registration.RegistrationStatus;
import berth.core.secret.SymmetricKeys;
import berth.server.dev.Ready;
import berth.testkit.history.Answer;
import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The same device registers at two nodes at the same moment: it is one registration with one
/// operation, whichever node wins, and both answers name it.
final class AdmissionUniquenessIT {
    private static final int DEVICES = 12;

    /// No operation comes further than its plan before its device has both answers.
    private static final String HELD =
            IntStream.rangeClosed(1, DEVICES)
                    .mapToObj("registration.advance-planned.before:delay-8000:%d"::formatted)
                    .collect(Collectors.joining(","));

    @TempDir private Path folder;

    @Test
    @Timeout(180)
    void aDeviceThatRegistersAtTwoNodesAtOnceHasOneOperation() throws Exception {
        try (var database = TestPostgres.create();
                var scene = new Scene(new Home(folder.resolve("data"), database), folder)) {
            var wire = new Wire(scene);
            var operator = new Operator(scene, wire);
            var one = scene.start(HELD);
            var other = scene.start(HELD);
            var group = SymmetricKeys.generate(new SecureRandom());
            operator.enrollGroup("fleet", group);

            for (int i = 1; i <= DEVICES; i++) {
                var id = "twin-" + i;
                var key = group.derive(id).primary();
                var left = new Device(scene, wire, id, id + "-left", key);
                var right = new Device(scene, wire, id, id + "-right", key);
                var answers = together(left, one.ready(), right, other.ready());
                assertThat(answers.getFirst().operation()).isEqualTo(answers.getLast().operation());
            }
            for (int i = 1; i <= DEVICES; i++) {
                var id = "twin-" + i;
                var device = new Device(scene, wire, id, group.derive(id).primary());
                assertThat(device.register().status()).isEqualTo(RegistrationStatus.ASSIGNED);
            }
            one.terminate();
            other.terminate();

            var end = scene.judge(true);
            assertThat(end.operations())
                    .filteredOn(row -> !row.endedAtAdmission())
                    .hasSize(DEVICES);
            assertThat(end.registrations()).hasSize(DEVICES);
        }
    }

    private static List<Answer> together(
            Device left, Ready leftServer, Device right, Ready rightServer) throws Exception {
        var start = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(registering(left, leftServer, start));
            var other = threads.submit(registering(right, rightServer, start));
            return List.of(one.get(), other.get());
        }
    }

    private static Callable<Answer> registering(Device device, Ready server, CyclicBarrier start) {
        return () -> {
            start.await();
            return device.tryToRegister(server).orElseThrow();
        };
    }
}

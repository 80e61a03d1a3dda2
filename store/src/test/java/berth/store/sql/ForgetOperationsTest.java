package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStep;
import berth.testkit.store.Copies;
import berth.testkit.store.MovableClock;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

class ForgetOperationsTest {
    private static final Duration KEPT = SqlRegistrationStore.OPERATION_KEPT_MIN;

    private final Samples samples = new Samples(31);
    private final IdScope scope = Samples.freshScope();
    private final MovableClock clock = new MovableClock(Sqlite.START);
    private SqlStore store;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = SqlStore.openSqlite(folder, clock, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Operation finished(String id) {
        var operation = running(id);
        var failed = Copies.of(operation).state(OperationState.FAILED).operation();
        var step =
                new RegistrationStep(
                        failed, null, Duration.ZERO, List.of(), Samples.event(scope, "x", id));
        assertThat(store.registrations().advance(operation, step)).isTrue();
        return operation;
    }

    private Operation running(String id) {
        var command = samples.command(scope, id);
        var proven = samples.proven(samples.individual(scope, id));
        var ticket = samples.ticket("node-1");
        return store.registrations()
                .admit(
                        scope,
                        command.registrationId(),
                        current ->
                                Admission.decide(
                                        current,
                                        samples.request(command, proven, ByteString.EMPTY),
                                        ticket))
                .operation();
    }

    private boolean known(Operation operation) {
        return store.registrations().operation(scope, operation.id()).isPresent();
    }

    @Test
    void onlyWhatFinishedLongAgoIsForgotten() {
        var running = running("a");
        var old = finished("b");
        clock.pass(KEPT);
        var young = finished("c");

        assertThat(store.registrations().forgetOperations(KEPT, 100)).isEqualTo(1);
        assertThat(known(old)).isFalse();
        assertThat(known(young)).isTrue();
        assertThat(known(running)).isTrue();
        assertThat(store.registrations().registration(scope, old.registrationId())).isPresent();
    }

    @Test
    void noMoreThanAskedIsForgottenAtOnceAndTheOldestFirst() {
        var first = finished("a");
        clock.pass(Duration.ofSeconds(1));
        var second = finished("b");
        clock.pass(KEPT);

        assertThat(store.registrations().forgetOperations(KEPT, 1)).isEqualTo(1);
        assertThat(known(first)).isFalse();
        assertThat(known(second)).isTrue();
    }

    @Test
    void whatMayStillBePolledCannotBeForgotten() {
        assertThatThrownBy(() -> store.registrations().forgetOperations(Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

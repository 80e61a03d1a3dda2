package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.attestation.Attestation;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.error.CorruptRow;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.testkit.store.MovableClock;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A row that changed on the disk is reported and isolated, never served.
class CorruptRowTest {
    private final Samples samples = new Samples(29);
    private final IdScope scope = Samples.freshScope();
    private final MovableClock clock = new MovableClock(Sqlite.START);
    private final EnrollmentGroup group =
            samples.group(scope, "meters", new Attestation.X509AuthorityNames("root", null));

    @TempDir Path folder;
    private SqlStore store;

    @BeforeEach
    void open() {
        store = SqlStore.openSqlite(folder, clock, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Operation admit(String id) {
        var command = samples.command(scope, id);
        var proven = samples.proven(group);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'ASSIGNED'",
                "assigned_hub = 'other.example.net'",
                "device_id = 'other'",
                "generation = generation + 1",
                "enrollment_group = NULL",
                "substatus = 'INITIAL_ASSIGNMENT'",
                "etag = 'x'",
                "updated_at = updated_at + 1",
                "document = replace(document, 'meter', 'metre')"
            })
    void aChangedRegistrationIsNotServed(String change) {
        admit("meter-7");
        Sqlite.execute(folder, "UPDATE registration SET " + change);

        assertThatThrownBy(
                        () ->
                                store.registrations()
                                        .registration(scope, new RegistrationId("meter-7")))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("registration")
                .hasMessageContaining("meter-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'PLANNED'",
                "attempt = 7",
                "created_in_hub = 1",
                "deadline = deadline + 1",
                "active_key = NULL",
                "registration_id = 'other'",
                "finished_at = 1",
                "failure = '{}'"
            })
    void aChangedOperationIsNotServed(String change) {
        var operation = admit("meter-7");
        Sqlite.execute(folder, "UPDATE operation SET " + change);

        assertThatThrownBy(() -> store.registrations().operation(scope, operation.id()))
                .isInstanceOf(CorruptRow.class);
    }

    @Test
    void aCorruptOperationDoesNotStopTheOthers() {
        admit("meter-1");
        var sound = admit("meter-2");
        Sqlite.execute(
                folder, "UPDATE operation SET attempt = 7 WHERE registration_id = 'meter-1'");
        clock.pass(Duration.ofMinutes(1));

        assertThat(store.registrations().claim("node-2", Duration.ofSeconds(30), 10).operations())
                .extracting(Operation::id)
                .containsExactly(sound.id());
    }

    @Test
    void aCorruptRegistrationIsLeftOutOfPagesWithoutEndingThem() {
        List.of("a", "b", "c").forEach(this::admit);
        Sqlite.execute(folder, "UPDATE registration SET etag = 'x' WHERE registration_id = 'a'");

        var page = store.registrations().byGroup(scope, group.groupId(), new Page.Request("", 2));

        assertThat(page.items())
                .extracting(row -> row.registrationId().value())
                .containsExactly("b");
        assertThat(page.continuation()).contains("b");
    }
}

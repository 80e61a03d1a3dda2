package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import berth.core.attestation.Attestation;
import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Lease;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageKind;
import berth.core.usage.UsageStore;
import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// What every registration store does with registrations: admitting, changing, listing. Needs a
/// store without operations for each test, because claims know no scopes.
public abstract class RegistrationStoreContract extends RegistrationScene {
    @Test
    void nothingIsFoundWhereNothingWasWritten() {
        assertThat(store().registration(scope, meter7)).isEmpty();
        assertThat(store().operation(scope, samples.ticket("x").operationId())).isEmpty();
    }

    @Test
    void anAdmissionComesBackAsItWasDecided() {
        var result = admit("Meter-7", samples.individual(scope, "Meter-7"), ByteString.sha256());

        assertThat(result).isInstanceOf(Admission.Result.Opened.class);
        assertThat(stored(result.operation())).isEqualTo(result.operation());
        assertThat(registration().status()).isEqualTo(RegistrationStatus.ASSIGNING);
        assertThat(registration().operationId()).isEqualTo(result.operation().id());
        assertThat(registration().spelling()).isEqualTo("Meter-7");
    }

    @Test
    void theAdmittingNodeStartsWithTheLease() {
        var operation = admit("meter-7");

        assertThat(operation.lease().owner()).isEqualTo("node-1");
        assertThat(operation.lease().epoch()).isEqualTo(1);
        assertThat(operation.lease().until()).isEqualTo(operation.createdAt().plus(Lease.DURATION));
        assertThat(store().claim("node-2", LEASE, 10).operations()).isEmpty();
    }

    @Test
    void whoComesWhileAnOperationRunsJoinsIt() {
        var first = admit("meter-7");
        var second = admit("meter-7", samples.individual(scope, "meter-7"), ByteString.sha256());

        assertThat(second).isEqualTo(new Admission.Result.Joined(first));
        assertThat(auditLog().newest(scope.value(), "", 10)).hasSize(1);
    }

    @Test
    void joiningWithADifferentRequestIsAudited() {
        admit("meter-7");
        var digest = ByteString.sha256((byte) 1);
        admit("meter-7", samples.individual(scope, "meter-7"), digest);

        assertThat(auditLog().newest(scope.value(), "meter-7", 10))
                .extracting(AuditEvent::action)
                .containsExactly("registration.joined", "registration.admitted");
    }

    @Test
    void ofManyWhoRegisterTheSameDeviceOneOpensAnOperation() {
        var enrollment = samples.individual(scope, "meter-7");
        var command = samples.command(scope, "meter-7");
        var proven = samples.proven(enrollment);

        var results =
                Together.run(
                        8,
                        i -> {
                            var ticket = samples.ticket("node-" + i);
                            return () ->
                                    store().admit(
                                                    scope,
                                                    meter7,
                                                    current ->
                                                            Admission.decide(
                                                                    current,
                                                                    samples.request(
                                                                            command,
                                                                            proven,
                                                                            ByteString.sha256()),
                                                                    ticket));
                        });

        assertThat(results).filteredOn(Admission.Result.Opened.class::isInstance).hasSize(1);
        assertThat(results)
                .extracting(result -> result.operation().id())
                .containsOnly(registration().operationId());
    }

    @Test
    void ofManyWhoRegisterAKnownDeviceAgainOneOpensAnOperation() {
        finish(admit("meter-7"));
        var command = samples.command(scope, "meter-7");
        var proven = samples.proven(samples.individual(scope, "meter-7"));

        var results =
                Together.run(
                        8,
                        i -> {
                            var ticket = samples.ticket("node-" + i);
                            return () ->
                                    store().admit(
                                                    scope,
                                                    meter7,
                                                    current ->
                                                            Admission.decide(
                                                                    current,
                                                                    samples.request(
                                                                            command,
                                                                            proven,
                                                                            ByteString.sha256()),
                                                                    ticket));
                        });

        assertThat(results).filteredOn(Admission.Result.Opened.class::isInstance).hasSize(1);
        assertThat(registration().generation()).isEqualTo(2);
    }

    @Test
    void manyDevicesRegisterAtOnce() {
        var operations =
                Together.run(
                        32,
                        i -> {
                            var command = samples.command(scope, "meter-" + i);
                            var enrollment = samples.individual(scope, "meter-" + i);
                            var proven = samples.proven(enrollment);
                            var ticket = samples.ticket("node-1");
                            return () ->
                                    store().admit(
                                                    scope,
                                                    command.registrationId(),
                                                    current ->
                                                            Admission.decide(
                                                                    current,
                                                                    samples.request(
                                                                            command,
                                                                            proven,
                                                                            ByteString.sha256()),
                                                                    ticket))
                                            .operation();
                        });

        assertThat(operations).allSatisfy(op -> assertThat(stored(op)).isEqualTo(op));
    }

    @Test
    void aRuleThatThrowsHarmsNobodyElse() {
        var outcomes =
                Together.run(
                        16,
                        i -> {
                            var command = samples.command(scope, "meter-" + i);
                            var enrollment = samples.individual(scope, "meter-" + i);
                            var proven = samples.proven(enrollment);
                            var ticket = samples.ticket("node-1");
                            return () -> {
                                try {
                                    store().admit(
                                                    scope,
                                                    command.registrationId(),
                                                    current -> {
                                                        if (i % 2 == 0) {
                                                            throw new IllegalStateException("boom");
                                                        }
                                                        return Admission.decide(
                                                                current,
                                                                samples.request(
                                                                        command,
                                                                        proven,
                                                                        ByteString.sha256()),
                                                                ticket);
                                                    });
                                    return "admitted";
                                } catch (IllegalStateException e) {
                                    return e.getMessage();
                                }
                            };
                        });

        for (int i = 0; i < outcomes.size(); i++) {
            assertThat(outcomes.get(i)).isEqualTo(i % 2 == 0 ? "boom" : "admitted");
            assertThat(store().registration(scope, new RegistrationId("meter-" + i)).isPresent())
                    .isEqualTo(i % 2 == 1);
        }
        assertThat(auditLog().newest(scope.value(), "", 100)).hasSize(8);
    }

    @Test
    void aDisabledEnrollmentMakesAFinalOperation() {
        var settings = samples.settings().with(ProvisioningStatus.DISABLED);
        var enabled = samples.individual(scope, "meter-7");
        var disabled =
                new IndividualEnrollment(
                        scope,
                        meter7,
                        "meter-7",
                        null,
                        enabled.attestation(),
                        settings,
                        null,
                        enabled.etag(),
                        Samples.NOW,
                        Samples.NOW);

        var operation = admit("meter-7", disabled, ByteString.sha256()).operation();

        assertThat(stored(operation)).isEqualTo(operation);
        assertThat(operation.state()).isEqualTo(OperationState.FAILED);
        host().pass(LEASE.plusSeconds(1));
        assertThat(store().claim("node-2", LEASE, 10).operations()).isEmpty();
    }

    @Test
    void afterAnEndTheNextRegistrationOpensANewOperation() {
        finish(admit("meter-7"));
        var again = admit("meter-7", samples.individual(scope, "meter-7"), ByteString.sha256());

        assertThat(again).isInstanceOf(Admission.Result.Opened.class);
        assertThat(again.operation().generation()).isEqualTo(2);
        assertThat(registration().assignedHub()).isEqualTo(new HubHostName("one.example.net"));
    }

    /// Where the name was settled before the admission: the same answer, and nothing is opened.
    @Test
    void whoAsksAgainByTheNameOfAnEndedOperationIsToldOfIt() {
        var command = samples.command(scope, "meter-7");
        var proven = samples.proven(samples.individual(scope, "meter-7"));
        var ticket = samples.ticket("node-1");
        var request = samples.request(command, proven, ByteString.sha256());
        var first =
                store().admit(scope, meter7, current -> Admission.decide(current, request, ticket));
        finish(first.operation());
        var before = registration();

        var again =
                store().admit(scope, meter7, current -> Admission.decide(current, request, ticket));

        assertThat(again).isEqualTo(new Admission.Result.Joined(stored(first.operation())));
        assertThat(again.operation().state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(registration()).isEqualTo(before);
    }

    @Test
    void removingARegistrationCancelsWhatRuns() {
        var operation = admit("meter-7");

        remove();

        assertThat(store().registration(scope, meter7)).isEmpty();
        assertThat(stored(operation).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(stored(operation).finishedAt()).isNotNull();
        assertThat(planned(operation)).isFalse();
        assertThat(auditLog().newest(scope.value(), "", 1))
                .containsExactly(event("registration.deleted"));
    }

    @Test
    void aRemovedRegistrationStartsAnew() {
        admit("meter-7");
        remove();

        var again = admit("meter-7", samples.individual(scope, "meter-7"), ByteString.sha256());

        assertThat(again).isInstanceOf(Admission.Result.Opened.class);
        assertThat(again.operation().generation()).isEqualTo(2);
    }

    /// Whatever an operator deletes: the marks of the old registration in a hub must not count for
    /// newer than those of the next one.
    @Test
    void aRemovedRegistrationLeavesItsGenerationAndThePlaceOfItsIdentity() {
        finish(admit("meter-7"));
        remove();
        var seen =
                store().<RegistrationStore.Current>changeRegistration(
                                scope, meter7, current -> new RegistrationChange.Leave<>(current));
        assertThat(seen.removed())
                .isEqualTo(new RegistrationStore.Removed(1, samples.assignment().place()));

        var again = admit("meter-7");

        assertThat(again.generation()).isEqualTo(2);
        assertThat(registration().assignment()).isNull();
        assertThat(registration().leftBehind()).isEqualTo(samples.assignment().place());
        remove();
        assertThat(admit("meter-7").generation()).isEqualTo(3);
        assertThat(registration().leftBehind()).isEqualTo(samples.assignment().place());
    }

    @Test
    void admissionsAreCountedFirstAndAgain() {
        finish(admit("meter-7"));
        admit("meter-7");
        admit("meter-7");

        var day = LocalDate.ofInstant(registration().createdAt(), ZoneOffset.UTC);
        assertThat(host().usage().usage(scope, day, day.plusDays(1)))
                .extracting(UsageStore.Usage::kind, UsageStore.Usage::count)
                .containsExactlyInAnyOrder(
                        tuple(UsageKind.REGISTRATION, 1L), tuple(UsageKind.RE_REGISTRATION, 1L));
        assertThat(host().usage().usage(scope, day.plusDays(2), day.plusDays(9))).isEmpty();
    }

    @Test
    void aRegistrationThatStandsUnchangedIsConfirmedInTheAdmission() {
        finish(admit("meter-7"));
        var before = registration();
        var command = samples.command(scope, "meter-7");
        var proven = samples.proven(samples.individual(scope, "meter-7"));
        var ticket = samples.ticket("node-1");
        var request = new Admission.Request(command, proven, ByteString.sha256(), before.etag());

        var result =
                store().admit(scope, meter7, current -> Admission.decide(current, request, ticket));

        assertThat(stored(result.operation()).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(registration().generation()).isEqualTo(before.generation());
        assertThat(registration().place()).isEqualTo(before.place());
        assertThat(registration().operationId()).isEqualTo(result.operation().id());
    }

    @Test
    void aDeviceThatIsBlockedIsRefusedWhateverItsEnrollmentSays() {
        finish(admit("meter-7"));
        store().changeRegistration(
                        scope,
                        meter7,
                        current ->
                                new RegistrationChange.Write<>(
                                        true,
                                        Copies.of(Objects.requireNonNull(current.registration()))
                                                .block(Registration.Block.DISABLED)
                                                .registration(),
                                        null,
                                        List.of(),
                                        event("device.disabled")));

        var refused = admit("meter-7");

        assertThat(registration().block()).isEqualTo(Registration.Block.DISABLED);
        assertThat(registration().status()).isEqualTo(RegistrationStatus.DISABLED);
        assertThat(refused.state()).isEqualTo(OperationState.FAILED);
    }

    @Test
    void aChangeCanEndWhatRunsAndQueueWork() {
        var operation = admit("meter-7");
        var item = new WorkItem(scope, WorkItem.Kind.HUB_CLEANUP, "x", Samples.json(), Samples.DUE);
        store().changeRegistration(
                        scope,
                        meter7,
                        current ->
                                new RegistrationChange.Write<>(
                                        true,
                                        Objects.requireNonNull(current.registration()),
                                        Copies.of(operation)
                                                .state(OperationState.FAILED)
                                                .operation(),
                                        List.of(item),
                                        event("device.disabled")));

        assertThat(stored(operation).state()).isEqualTo(OperationState.FAILED);
        assertThat(stored(operation).finishedAt()).isNotNull();
        assertThat(planned(operation)).isFalse();
        assertThat(openWork()).containsExactly(item);
        assertThat(admit("meter-7").id()).isNotEqualTo(operation.id());
    }

    @Test
    void removingAnAssignedRegistrationLeavesItsOperationReadable() {
        var done = finish(admit("meter-7"));
        remove();

        assertThat(stored(done)).isEqualTo(done);
    }

    @Test
    void aRegistrationCanBeChanged() {
        finish(admit("meter-7"));
        UnaryOperator<Registration> renewed =
                row -> Copies.of(row).etag(samples.etag()).registration();

        var answer =
                store().changeRegistration(
                                scope,
                                meter7,
                                current -> {
                                    var next =
                                            renewed.apply(
                                                    Objects.requireNonNull(current.registration()));
                                    return new RegistrationChange.Write<>(
                                            next, next, null, List.of(), event("changed"));
                                });

        assertThat(registration()).isEqualTo(answer);
    }

    @Test
    void anotherScopeSeesNothing() {
        var operation = admit("meter-7");
        var other = Samples.freshScope();

        assertThat(store().registration(other, meter7)).isEmpty();
        assertThat(store().operation(other, operation.id())).isEmpty();
        var seen =
                store().changeRegistration(
                                other,
                                meter7,
                                current ->
                                        new RegistrationChange.Leave<>(
                                                current.registration() != null));
        assertThat(seen).isFalse();
    }

    @Test
    void theRegistrationsOfAGroupComeInPages() {
        var group = samples.group(scope, "meters", new Attestation.SymmetricKey(samples.keys()));
        for (var name : List.of("c", "a", "b")) {
            admit(name, group, ByteString.sha256());
        }
        admit("d");

        var first = store().byGroup(scope, group.groupId(), new Page.Request("", 2));
        var second = store().byGroup(scope, group.groupId(), new Page.Request("b", 2));

        assertThat(first.items())
                .extracting(row -> row.registrationId().value())
                .containsExactly("a", "b");
        assertThat(first.continuation()).contains("b");
        assertThat(second.items())
                .extracting(row -> row.registrationId().value())
                .containsExactly("c");
        assertThat(second.continuation()).isEmpty();
        assertThat(
                        store().byGroup(
                                        scope,
                                        new EnrollmentGroupId("others"),
                                        new Page.Request("", 2))
                                .items())
                .isEmpty();
    }
}

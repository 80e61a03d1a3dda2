package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Attestation;
import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;

import org.junit.jupiter.api.Test;

import java.util.List;
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
        assertThat(operation.lease().until())
                .isEqualTo(operation.createdAt().plus(Admission.FIRST_LEASE));
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
                                                                    command,
                                                                    proven,
                                                                    ByteString.sha256(),
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
                                                                    command,
                                                                    proven,
                                                                    ByteString.sha256(),
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
                                                                    command,
                                                                    proven,
                                                                    ByteString.sha256(),
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
                                                                command,
                                                                proven,
                                                                ByteString.sha256(),
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
        assertThat(again.operation().generation()).isEqualTo(1);
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
                                before -> {
                                    var next = renewed.apply(before.orElseThrow());
                                    return new Change.Put<>(next, next, event("changed"));
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
                                other, meter7, before -> new Change.Leave<>(before.isPresent()));
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

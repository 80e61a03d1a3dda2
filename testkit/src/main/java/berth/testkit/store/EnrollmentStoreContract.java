package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNumber;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What every enrollment store does.
public abstract class EnrollmentStoreContract {
    private final IdScope scope = Samples.freshScope();
    private final Samples samples = new Samples(7);
    private final RegistrationId meter7 = new RegistrationId("meter-7");

    protected abstract EnrollmentStore store();

    protected abstract AuditLog auditLog();

    private void put(IndividualEnrollment row) {
        store().changeIndividual(
                        row.scope(),
                        row.registrationId(),
                        _ -> new Change.Put<>(row, true, event("enrollment.written")));
    }

    private void put(EnrollmentGroup row) {
        store().changeGroup(
                        row.scope(),
                        row.groupId(),
                        _ -> new Change.Put<>(row, true, event("group.written")));
    }

    private AuditEvent event(String action) {
        return Samples.event(scope, action, "meter-7");
    }

    @Test
    void nothingIsFoundWhereNothingWasWritten() {
        assertThat(store().individual(scope, meter7)).isEmpty();
        assertThat(store().group(scope, new EnrollmentGroupId("meters"))).isEmpty();
    }

    @Test
    void anIndividualEnrollmentComesBackAsItWasWritten() {
        var certificate = Samples.certificate("Factory");
        var attestations =
                List.of(
                        new Attestation.SymmetricKey(samples.keys()),
                        new Attestation.X509Client(new CertificateSlots(certificate, null)),
                        new Attestation.X509Client(new CertificateSlots(certificate, certificate)),
                        new Attestation.X509AuthorityNames("root", null),
                        new Attestation.Tpm(ByteString.sha256((byte) 1), null),
                        new Attestation.Tpm(
                                ByteString.sha256((byte) 1), ByteString.sha256((byte) 2)));

        for (var attestation : attestations) {
            var written = samples.individual(scope, "Meter-7", attestation);
            put(written);

            assertThat(store().individual(scope, meter7)).contains(written);
        }
    }

    @Test
    void whatIsNotSetStaysNotSet() {
        var bare =
                new IndividualEnrollment(
                        scope,
                        meter7,
                        "meter-7",
                        null,
                        new Attestation.X509AuthorityNames("root", "spare"),
                        EnrollmentSettings.NONE,
                        null,
                        samples.etag(),
                        Samples.NOW,
                        Samples.NOW);
        put(bare);

        assertThat(store().individual(scope, meter7)).contains(bare);
    }

    @Test
    void anEmptyListOfHubsIsNotTheSameAsNone() {
        var none = EnrollmentSettings.NONE;
        var emptied =
                new EnrollmentSettings(
                        null, false, null, null, null, List.of(), none.iotHubHostName(), null);
        var written =
                new EnrollmentGroup(
                        scope,
                        new EnrollmentGroupId("meters"),
                        "meters",
                        new Attestation.SymmetricKey(samples.keys()),
                        emptied,
                        samples.etag(),
                        Samples.NOW,
                        Samples.NOW);
        put(written);

        assertThat(store().group(scope, written.groupId())).contains(written);
    }

    @Test
    void aDecisionSeesWhatIsStored() {
        var written = samples.individual(scope, "meter-7");
        put(written);

        var seen = store().<Object>changeIndividual(scope, meter7, Change.Leave::new);

        assertThat(seen).isEqualTo(Optional.of(written));
    }

    @Test
    void aDecisionThatLeavesWritesNothing() {
        store().changeIndividual(scope, meter7, _ -> new Change.Leave<>("no"));

        assertThat(store().individual(scope, meter7)).isEmpty();
        assertThat(auditLog().newest(scope.value(), "", 10)).isEmpty();
    }

    @Test
    void aDecisionThatThrowsLeavesNothing() {
        assertThatThrownBy(
                        () ->
                                store().changeIndividual(
                                                scope,
                                                meter7,
                                                _ -> {
                                                    throw new IllegalStateException("boom");
                                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("boom");

        assertThat(store().individual(scope, meter7)).isEmpty();
        assertThat(auditLog().newest(scope.value(), "", 10)).isEmpty();
    }

    @Test
    void aReplacedEnrollmentIsTheNewOneOnly() {
        put(samples.individual(scope, "meter-7"));
        var second = samples.individual(scope, "METER-7");
        put(second);

        assertThat(store().individual(scope, meter7)).contains(second);
        assertThat(store().individuals(scope, new Page.Request("", 10)).items())
                .containsExactly(second);
    }

    @Test
    void aRemovedEnrollmentIsGone() {
        put(samples.individual(scope, "meter-7"));

        var answer =
                store().changeIndividual(
                                scope,
                                meter7,
                                _ -> new Change.Remove<>("gone", event("enrollment.deleted")));

        assertThat(answer).isEqualTo("gone");
        assertThat(store().individual(scope, meter7)).isEmpty();
    }

    @Test
    void theAuditEntryComesWithTheChange() {
        put(samples.individual(scope, "meter-7"));

        assertThat(auditLog().newest(scope.value(), "meter-7", 10))
                .containsExactly(event("enrollment.written"));
    }

    @Test
    void anotherScopeSeesNothing() {
        put(samples.individual(scope, "meter-7"));
        put(samples.group(scope, "meters", new Attestation.SymmetricKey(samples.keys())));
        var other = Samples.freshScope();

        assertThat(store().individual(other, meter7)).isEmpty();
        assertThat(store().group(other, new EnrollmentGroupId("meters"))).isEmpty();
        assertThat(store().symmetricKeyGroups(other)).isEmpty();
        assertThat(store().individuals(other, new Page.Request("", 10)).items()).isEmpty();
        assertThat(store().groups(other, new Page.Request("", 10)).items()).isEmpty();
    }

    @Test
    void pagesFollowTheOrderOfIds() {
        var spellings = List.of("b", "a", "-", "a.1", "a-1", "a1", "z_", "0");
        for (var spelling : spellings) {
            // An ID ends with a letter, a digit or a dash.
            put(samples.individual(scope, spelling + "x"));
        }

        var ids = new ArrayList<String>();
        var page = store().individuals(scope, new Page.Request("", 3));
        page.items().forEach(row -> ids.add(row.registrationId().value()));
        while (page.continuation().isPresent()) {
            page = store().individuals(scope, new Page.Request(page.continuation().get(), 3));
            page.items().forEach(row -> ids.add(row.registrationId().value()));
        }

        assertThat(ids)
                .isEqualTo(spellings.stream().map(s -> s + "x").sorted().toList())
                .hasSize(spellings.size());
    }

    @Test
    void aPageThatEndsTheListHasNoContinuation() {
        put(samples.group(scope, "a", new Attestation.SymmetricKey(samples.keys())));
        put(samples.group(scope, "b", new Attestation.SymmetricKey(samples.keys())));

        assertThat(store().groups(scope, new Page.Request("", 2)).continuation()).isEmpty();
        assertThat(store().groups(scope, new Page.Request("", 1)).continuation()).contains("a");
    }

    @Test
    void symmetricKeyGroupsComeOldestFirst() {
        var keys = new Attestation.SymmetricKey(samples.keys());
        var young = samples.group(scope, "a", keys, Samples.NOW.plusSeconds(60));
        var old = samples.group(scope, "b", keys, Samples.NOW);
        put(young);
        put(old);
        put(samples.group(scope, "c", Samples.signing(Samples.certificate("Root"))));

        assertThat(store().symmetricKeyGroups(scope)).containsExactly(old, young);
    }

    @Test
    void aGroupIsFoundByCertificateOrBySubject() {
        var root = Samples.certificate("Root");
        var group = samples.group(scope, "meters", Samples.signing(root));
        put(group);
        put(samples.group(scope, "others", Samples.signing(Samples.certificate("Other"))));
        var unknown = ByteString.sha256((byte) 9);

        assertThat(store().x509Groups(scope, Set.of(root.sha256(), unknown), Set.of()))
                .containsExactly(group);
        assertThat(store().x509Groups(scope, Set.of(), Set.of(unknown, root.subjectHash())))
                .containsExactly(group);
        assertThat(store().x509Groups(scope, Set.of(unknown), Set.of(unknown))).isEmpty();
        assertThat(store().x509Groups(scope, Set.of(), Set.of())).isEmpty();
        assertThat(store().x509Groups(Samples.freshScope(), Set.of(root.sha256()), Set.of()))
                .isEmpty();
    }

    @Test
    void theSameCertificateInBothSlotsIsOneWayToAGroup() {
        var root = Samples.certificate("Root");
        var slots = new Attestation.X509Signing(new CertificateSlots(root, root));
        var group = samples.group(scope, "meters", slots);
        put(group);

        assertThat(store().x509Groups(scope, Set.of(root.sha256()), Set.of(root.subjectHash())))
                .containsExactly(group);
    }

    @Test
    void aCertificateThatWasReplacedNoLongerFindsItsGroup() {
        var before = Samples.certificate("Before");
        var after = Samples.certificate("After");
        put(samples.group(scope, "meters", Samples.signing(before)));
        put(samples.group(scope, "meters", Samples.signing(after)));

        assertThat(store().x509Groups(scope, Set.of(before.sha256()), Set.of())).isEmpty();
        assertThat(store().x509Groups(scope, Set.of(after.sha256()), Set.of())).hasSize(1);
    }

    @Test
    void aRemovedGroupIsFoundByNothing() {
        var root = Samples.certificate("Root");
        var group = samples.group(scope, "meters", Samples.signing(root));
        put(group);

        store().changeGroup(
                        scope,
                        group.groupId(),
                        _ -> new Change.Remove<>(true, event("group.deleted")));

        assertThat(store().group(scope, group.groupId())).isEmpty();
        assertThat(store().x509Groups(scope, Set.of(root.sha256()), Set.of())).isEmpty();
    }

    @Test
    void ofManyWhoCreateTheSameOneSucceeds() {
        var row = samples.individual(scope, "meter-7");

        var created =
                Together.run(
                        8,
                        _ ->
                                () ->
                                        store().changeIndividual(
                                                        scope,
                                                        meter7,
                                                        before ->
                                                                before.isEmpty()
                                                                        ? new Change.Put<>(
                                                                                row,
                                                                                true,
                                                                                event("created"))
                                                                        : new Change.Leave<>(
                                                                                false)));

        assertThat(Collections.frequency(created, true)).isEqualTo(1);
        assertThat(auditLog().newest(scope.value(), "", 20)).hasSize(1);
    }

    @Test
    void noChangeOverwritesAnotherUnseen() {
        put(counter(0));

        Together.run(
                4,
                _ ->
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                store().changeIndividual(
                                                scope,
                                                meter7,
                                                before ->
                                                        new Change.Put<>(
                                                                counter(count(before.get()) + 1),
                                                                true,
                                                                event("counted")));
                            }
                            return true;
                        });

        assertThat(count(store().individual(scope, meter7).get())).isEqualTo(40);
    }

    private IndividualEnrollment counter(int count) {
        return new IndividualEnrollment(
                scope,
                meter7,
                "meter-7",
                null,
                new Attestation.X509AuthorityNames("root", null),
                EnrollmentSettings.NONE,
                Samples.object("count", JsonNumber.of(count)),
                new ETag("e" + count),
                Samples.NOW,
                Samples.NOW);
    }

    private static int count(IndividualEnrollment row) {
        var information = Objects.requireNonNull(row.deviceInformation());
        return ((JsonNumber) information.member("count").get()).value().intValueExact();
    }
}

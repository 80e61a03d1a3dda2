package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.id.HostName;
import berth.core.id.IdScope;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// What every instance store does.
public abstract class InstanceStoreContract {
    private final IdScope scope = Samples.freshScope();
    private final Samples samples = new Samples(11);

    protected abstract InstanceStore store();

    protected abstract AuditLog auditLog();

    private void put(ServiceInstance row) {
        store().changeInstance(
                        row.scope(),
                        _ ->
                                new Change.Put<>(
                                        row,
                                        true,
                                        Samples.event(
                                                row.scope(), "instance.written", row.name())));
    }

    @Test
    void anInstanceComesBackWithPoliciesAndLinksInTheirOrder() {
        var written = samples.instance(scope);
        put(written);

        assertThat(store().instance(scope)).contains(written);
        assertThat(store().instances()).contains(written);
    }

    @Test
    void whatAnOperatorSaysOfAHubAndOfUnwellOnesComesBack() {
        var plain = samples.instance(scope);
        var hubs =
                plain.linkedHubs().stream()
                        .map(
                                hub ->
                                        hub.withDraining(true)
                                                .withPinnedLatency(Duration.ofNanos(12_345_678)))
                        .toList();
        var written =
                new ServiceInstance(
                        scope,
                        plain.name(),
                        plain.deviceHost(),
                        plain.serviceHost(),
                        AllocationPolicy.LOWEST_LATENCY,
                        plain.policies(),
                        hubs,
                        false,
                        samples.etag());
        put(written);

        assertThat(store().instance(scope)).contains(written);
    }

    @Test
    void nothingIsFoundWhereNothingWasWritten() {
        assertThat(store().instance(scope)).isEmpty();
    }

    @Test
    void aReplacedInstanceKeepsNothingOfTheOldOne() {
        put(samples.instance(scope));
        var bare =
                new ServiceInstance(
                        scope,
                        "bare",
                        new HostName("d.example"),
                        new HostName("s.example"),
                        AllocationPolicy.STATIC,
                        List.of(),
                        List.of(),
                        samples.etag());
        put(bare);

        assertThat(store().instance(scope)).contains(bare);
    }

    @Test
    void aRemovedInstanceIsGone() {
        put(samples.instance(scope));

        store().changeInstance(
                        scope,
                        _ ->
                                new Change.Remove<>(
                                        true, Samples.event(scope, "instance.deleted", "factory")));

        assertThat(store().instance(scope)).isEmpty();
        assertThat(store().instances()).noneMatch(row -> row.scope().equals(scope));
        assertThat(auditLog().newest(scope.value(), "", 10)).hasSize(2);
    }

    @Test
    void instancesComeInTheOrderOfTheirScopes() {
        put(samples.instance(Samples.freshScope()));
        put(samples.instance(scope));
        put(samples.instance(Samples.freshScope()));

        var scopes = store().instances().stream().map(row -> row.scope().value()).toList();
        assertThat(scopes).isSorted().hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void ofManyWhoCreateTheSameOneSucceeds() {
        var row = samples.instance(scope);
        var created = Samples.event(scope, "instance.created", "factory");

        var answers =
                Together.run(
                        8,
                        _ ->
                                () ->
                                        store().changeInstance(
                                                        scope,
                                                        before ->
                                                                before.isEmpty()
                                                                        ? new Change.Put<>(
                                                                                row, true, created)
                                                                        : new Change.Leave<>(
                                                                                false)));

        assertThat(Collections.frequency(answers, true)).isEqualTo(1);
        assertThat(store().instance(scope)).contains(row);
        assertThat(auditLog().newest(scope.value(), "", 20)).containsExactly(created);
    }
}

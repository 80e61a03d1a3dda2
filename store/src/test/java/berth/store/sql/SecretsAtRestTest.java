package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.attestation.Attestation;
import berth.core.attestation.TpmChallenge;
import berth.core.attestation.Verdict;
import berth.core.change.Change;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.CorruptRow;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubLink;
import berth.core.hub.HubModule;
import berth.core.hub.HubPlace;
import berth.core.hub.ModuleIdentity;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.HubEvent;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStep;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.core.tpm.TpmIdentity;
import berth.testkit.store.Copies;
import berth.testkit.store.Messages;
import berth.testkit.store.Samples;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// No secret stands in clear in any file of the store, and none opens anywhere but in its own row.
class SecretsAtRestTest {
    private final Samples samples = new Samples(23);
    private final IdScope scope = Samples.freshScope();
    private final HubHostName hub = Samples.freshHub();
    private final List<byte[]> secrets = new ArrayList<>();

    @TempDir Path folder;
    private SqlStore store;

    @BeforeEach
    void open() {
        store = Sqlite.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void noSecretStandsInClearInAnyFile() throws IOException {
        writeEverySecret();

        assertClear(files());
        store.close();
        assertClear(files());
        store = Sqlite.open(folder);
    }

    private void assertClear(List<Path> files) throws IOException {
        var found = new ArrayList<String>();
        boolean looked = false;
        for (var file : files) {
            var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            // What is no secret is found: the search is able to find.
            looked |= bytes.contains("meter-7");
            for (var secret : secrets) {
                for (var form : forms(secret)) {
                    if (bytes.contains(form)) {
                        found.add(file.getFileName() + ": " + form);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(looked).isTrue();
        assertThat(secrets).hasSizeGreaterThan(12);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("berth.db"))
                    .toList();
        }
    }

    private static List<String> forms(byte[] secret) {
        var bytes = ByteString.of(secret);
        return List.of(
                new String(secret, StandardCharsets.ISO_8859_1),
                bytes.base64(),
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret));
    }

    private void writeEverySecret() {
        var individual = samples.individual(scope, "meter-7");
        put(individual);
        know(((Attestation.SymmetricKey) individual.attestation()).keys());
        secrets.add("s3cret".getBytes(StandardCharsets.US_ASCII));

        var group = samples.group(scope, "meters", new Attestation.SymmetricKey(samples.keys()));
        know(((Attestation.SymmetricKey) group.attestation()).keys());
        store.enrollments()
                .changeGroup(
                        scope,
                        group.groupId(),
                        _ -> new Change.Put<>(group, true, Samples.event(scope, "put", "meters")));

        var instance = samples.instance(scope);
        instance.policies().forEach(policy -> know(policy.keys()));
        for (var linked : instance.linkedHubs()) {
            if (linked.link() instanceof HubLink.Azure(_, Secret key)) {
                secrets.add(key.reveal());
            }
        }
        store.instances()
                .changeInstance(
                        scope,
                        _ ->
                                new Change.Put<>(
                                        instance, true, Samples.event(scope, "put", "instance")));

        var definition = samples.hub(hub);
        definition.policies().forEach(policy -> know(policy.keys()));
        store.hubs()
                .changeHub(
                        hub,
                        _ -> new Change.Put<>(definition, true, Samples.event(hub, "put", "hub")));
        device("meter-7");
        plan(admit("meter-7"));
        var challenge = challenge();
        store.tpmChallenges().put(scope, new RegistrationId("meter-7"), challenge);
        secrets.add(challenge.key().reveal());
        admit("meter-9", challenge);
        secrets.add(subscription("meter-7-events").reveal());
        know(module().identity().authentication());
    }

    private Secret subscription(String name) {
        var key = Secret.random(32, new SecureRandom());
        var webhook = new EventSubscription.Target.Webhook(URI.create("https://a.example"), key);
        var subscription = new EventSubscription(name, Set.of(HubEvent.Kind.CREATED), webhook);
        store.subscriptions()
                .changeSubscription(
                        hub,
                        name,
                        _ -> new Change.Put<>(subscription, true, Samples.event(hub, "put", name)));
        return key;
    }

    private HubModule module() {
        var device = samples.device("meter-7");
        var identity =
                new ModuleIdentity(
                        Messages.module("meter-7", "filter"),
                        "1",
                        samples.etag(),
                        null,
                        new DeviceAuthentication.SymmetricKeys(samples.keys()),
                        Samples.NOW);
        var module = new HubModule(identity, device.twin());
        store.modules()
                .changeModule(
                        hub,
                        module.client(),
                        _ -> new Change.Put<>(module, true, Samples.event(hub, "put", "m")));
        return module;
    }

    @Test
    void aKeyMovedToAnotherSubscriptionIsRefused() {
        subscription("one");
        subscription("two");
        swap("hub_subscription", "sealed", "name", "one", "two");

        assertThat(store.subscriptions().subscriptions(hub))
                .noneMatch(row -> row.name().equals("one"));
        assertThatThrownBy(() -> subscription("one"))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("hub_subscription");
    }

    private static TpmChallenge challenge() {
        var random = new SecureRandom();
        return new TpmChallenge(
                OperationId.fresh(random),
                TpmIdentity.decoy(random),
                Secret.random(32, random),
                Instant.EPOCH);
    }

    private void know(SymmetricKeys keys) {
        secrets.add(keys.primary().reveal());
        secrets.add(keys.secondary().reveal());
    }

    private void know(DeviceAuthentication authentication) {
        if (authentication instanceof DeviceAuthentication.SymmetricKeys(var keys)) {
            know(keys);
        }
    }

    private void put(IndividualEnrollment row) {
        store.enrollments()
                .changeIndividual(
                        scope,
                        row.registrationId(),
                        _ ->
                                new Change.Put<>(
                                        row, true, Samples.event(scope, "put", row.spelling())));
    }

    private void device(String id) {
        var device = samples.device(id);
        know(device.identity().authentication());
        store.hubs()
                .changeDevice(
                        hub,
                        device.deviceId(),
                        _ ->
                                new Change.Put<>(
                                        new HubPlace.Occupied(device),
                                        true,
                                        Samples.event(hub, "put", id)));
    }

    private Operation admit(String id) {
        return admit(id, null);
    }

    private Operation admit(String id, @Nullable TpmChallenge challenge) {
        var command = samples.command(scope, id);
        var known = samples.proven(samples.individual(scope, id));
        var proven =
                new Verdict.Proven(
                        known.enrollment(), known.authentication(), known.credential(), challenge);
        know(proven.authentication());
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

    private void plan(Operation operation) {
        var planned =
                Copies.of(operation)
                        .state(OperationState.PLANNED)
                        .plan(samples.plan(operation))
                        .operation();
        var step =
                new RegistrationStep(
                        planned,
                        null,
                        Duration.ZERO,
                        List.of(),
                        Samples.event(scope, "planned", "meter-7"));
        assertThat(store.registrations().advance(operation, step)).isTrue();
    }

    private void swap(String table, String column, String key, String one, String other) {
        // Through a third value: both rows change, neither keeps its own.
        Sqlite.execute(
                folder,
                """
                UPDATE %1$s SET %2$s = (
                    SELECT twin.%2$s FROM %1$s AS twin
                    WHERE twin.%3$s = CASE %1$s.%3$s WHEN '%4$s' THEN '%5$s' ELSE '%4$s' END)
                """
                        .formatted(table, column, key, one, other));
    }

    @Test
    void aKeyMovedToAnotherEnrollmentIsRefused() {
        put(samples.individual(scope, "meter-7"));
        put(samples.individual(scope, "meter-8"));
        swap("individual_enrollment", "sealed", "registration_id", "meter-7", "meter-8");

        assertThatThrownBy(
                        () -> store.enrollments().individual(scope, new RegistrationId("meter-7")))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("individual_enrollment");
    }

    @Test
    void aChallengeMovedToAnotherRegistrationIsRefused() {
        store.tpmChallenges().put(scope, new RegistrationId("meter-7"), challenge());
        store.tpmChallenges().put(scope, new RegistrationId("meter-8"), challenge());
        swap("tpm_challenge", "challenge", "registration_id", "meter-7", "meter-8");

        assertThatThrownBy(() -> store.tpmChallenges().find(scope, new RegistrationId("meter-7")))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("tpm_challenge");
    }

    @Test
    void anOperationKeepsTheChallengeThatOpenedIt() {
        var challenge = challenge();
        var opened = admit("meter-7", challenge);

        assertThat(store.registrations().operation(scope, opened.id()))
                .hasValueSatisfying(
                        kept -> assertThat(kept.intake().challenge()).isEqualTo(challenge));
    }

    @Test
    void aKeyMovedToAnotherDeviceIsRefused() {
        device("meter-7");
        device("meter-8");
        swap("hub_device", "authentication", "device_id", "meter-7", "meter-8");

        assertThatThrownBy(() -> store.hubs().device(hub, samples.device("meter-7").deviceId()))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("hub_device");
    }

    @Test
    void aKeyMovedToAnotherPolicyIsRefused() {
        var instance = samples.instance(scope);
        store.instances()
                .changeInstance(
                        scope,
                        _ ->
                                new Change.Put<>(
                                        instance, true, Samples.event(scope, "put", "instance")));
        swap("access_policy", "sealed", "name", "owner", "nothing");

        assertThatThrownBy(() -> store.instances().instance(scope))
                .isInstanceOf(CorruptRow.class)
                .hasMessageContaining("access_policy");
        assertThat(store.instances().instances()).isEmpty();
    }

    @Test
    void aPlanMovedToAnotherColumnOrOperationIsRefused() {
        var first = admit("meter-7");
        var second = admit("meter-8");
        plan(first);
        Sqlite.execute(folder, "UPDATE operation SET authentication = plan WHERE plan IS NOT NULL");
        Sqlite.execute(
                folder,
                "UPDATE operation SET plan = (SELECT plan FROM operation WHERE plan IS NOT NULL)"
                        + " WHERE plan IS NULL");

        assertThatThrownBy(() -> store.registrations().operation(scope, first.id()))
                .isInstanceOf(CorruptRow.class);
        assertThatThrownBy(() -> store.registrations().operation(scope, second.id()))
                .isInstanceOf(CorruptRow.class);
    }
}

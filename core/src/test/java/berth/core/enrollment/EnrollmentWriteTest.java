package berth.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.attestation.Attestation;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.enrollment.CustomAllocationDefinition.OnFailure;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

class EnrollmentWriteTest {
    private static final Instant NOW = Instant.parse("2030-03-01T08:15:30.123456789Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final String KEY_A = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final String KEY_B = "ZmVkY2JhOTg3NjU0MzIxMA==";
    private static final String ENDORSEMENT_KEY = "AToAAQ==";
    private static final RegistrationId ID = new RegistrationId("pump-1");
    private static final Precondition ABSENT = new Precondition.Absent();
    private static final Precondition ANYTHING = new Precondition.Anything();

    private static final SettingsDraft NO_SETTINGS =
            new SettingsDraft(
                    ProvisioningStatus.ENABLED, false, null, null, null, null, null, null);
    private static final AttestationDraft NO_KEYS = new AttestationDraft.SymmetricKey(null, null);

    private final RandomGenerator random = new Random(11);
    private final ServiceInstance instance =
            new ServiceInstance(
                    new IdScope("0ne00000001"),
                    "plant",
                    new HostName("devices.berth.example"),
                    new HostName("plant.berth.example"),
                    AllocationPolicy.EVENLY_WEIGHTED,
                    List.of(),
                    List.of(
                            LinkedHub.embedded(new HubHostName("west.berth.example")),
                            LinkedHub.embedded(new HubHostName("east.berth.example"))),
                    new ETag("instance"));

    @Test
    void aNewRecordHasOneTimeAndTheSpellingItCameWith() {
        var record = written(write("Pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());

        assertThat(record.spelling()).isEqualTo("Pump-1");
        assertThat(record.createdAt()).isEqualTo(record.updatedAt());
    }

    /// So that the answer to a write and a later read agree, whatever the store can keep.
    @Test
    void timesAreCutToMicroseconds() {
        var record = written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());

        assertThat(record.createdAt()).isEqualTo(Instant.parse("2030-03-01T08:15:30.123456Z"));
    }

    @Test
    void aReplacedRecordKeepsItsSpellingAndTimeOfCreationAndGetsANewEtag() {
        var first = written(write("Pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());
        var second = written(write("PUMP-1", NO_KEYS, ANYTHING, LATER), Optional.of(first));

        assertThat(second.spelling()).isEqualTo("Pump-1");
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isAfter(first.updatedAt());
        assertThat(second.etag()).isNotEqualTo(first.etag());
    }

    @Test
    void aReplacedRecordLosesWhatIsNotSentAgain() {
        var settings =
                new SettingsDraft(
                        ProvisioningStatus.DISABLED,
                        true,
                        InitialTwin.EMPTY,
                        ReprovisionPolicy.DEFAULT,
                        AllocationPolicy.STATIC,
                        List.of("west.berth.example"),
                        "west.berth.example",
                        new SettingsDraft.Webhook("https://f.example/", "2021-10-01"));
        var first = written(write("pump-1", NO_KEYS, settings), Optional.empty());
        var second = written(write("pump-1", NO_KEYS, ANYTHING, LATER), Optional.of(first));

        assertThat(first.settings()).isNotEqualTo(second.settings());
        assertThat(second.settings())
                .isEqualTo(EnrollmentSettings.NONE.with(ProvisioningStatus.ENABLED));
    }

    @Test
    void aCreationDoesNotReplace() {
        var first = written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());

        assertThat(outcome(write("pump-1", NO_KEYS, ABSENT, LATER), Optional.of(first)))
                .isEqualTo(new WriteOutcome.Exists<>());
    }

    @Test
    void aStaleEtagIsRefused() {
        var first = written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());
        var tag = new Precondition.Tag(first.etag().value());
        var second = written(write("pump-1", NO_KEYS, tag, LATER), Optional.of(first));

        assertThat(outcome(write("pump-1", NO_KEYS, tag, LATER), Optional.of(second)))
                .isEqualTo(new WriteOutcome.Stale<>());
    }

    @Test
    void anEtagOfSomethingThatIsGoneIsStale() {
        assertThat(
                        outcome(
                                write("pump-1", NO_KEYS, new Precondition.Tag("x"), NOW),
                                Optional.empty()))
                .isEqualTo(new WriteOutcome.Stale<>());
    }

    @Test
    void keysThatAreNotSentAreGenerated() {
        var keys = keys(written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty()));

        assertThat(keys.keys().primary().length()).isEqualTo(64);
        assertThat(keys.keys().primary()).isNotEqualTo(keys.keys().secondary());
    }

    @Test
    void keysThatAreNotSentAgainStayEachByItself() {
        var first =
                written(
                        write(
                                "pump-1",
                                new AttestationDraft.SymmetricKey(KEY_A, KEY_B),
                                ABSENT,
                                NOW),
                        Optional.empty());
        var second =
                written(
                        write(
                                "pump-1",
                                new AttestationDraft.SymmetricKey("", KEY_A),
                                ANYTHING,
                                LATER),
                        Optional.of(first));

        assertThat(keys(second).keys().primary().revealBase64()).isEqualTo(KEY_A);
        assertThat(keys(second).keys().secondary().revealBase64()).isEqualTo(KEY_A);
    }

    @Test
    void anotherTypeOfAttestationGetsNewKeys() {
        var tpm = new AttestationDraft.Tpm(ENDORSEMENT_KEY, null);
        var first = written(write("pump-1", tpm, ABSENT, NOW), Optional.empty());
        var second = written(write("pump-1", NO_KEYS, ANYTHING, LATER), Optional.of(first));

        assertThat(keys(second).keys().primary().length()).isEqualTo(64);
    }

    /// A store may have to ask again; the keys and the etag must not change in between.
    @Test
    void aDecisionCanBeRepeated() {
        var write = write("pump-1", NO_KEYS, ABSENT, NOW);

        assertThat(outcome(write, Optional.empty())).isEqualTo(outcome(write, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64!", "c2hvcnQ="})
    void aKeyThatIsNoKeyIsRefusedWithoutBeingRepeated(String key) {
        var invalid =
                invalid(write("pump-1", new AttestationDraft.SymmetricKey(key, null), ABSENT, NOW));

        assertThat(invalid.error()).isEqualTo(ServiceError.INVALID_ATTESTATION);
        assertThat(invalid.shown()).doesNotContain(key);
    }

    @Test
    void aRecordWithoutAttestationIsRefused() {
        assertThat(invalid(write("pump-1", null, ABSENT, NOW)).error())
                .isEqualTo(ServiceError.INVALID_ATTESTATION);
    }

    @Test
    void anEndorsementKeyIsKeptAsItIs() {
        var draft = new AttestationDraft.Tpm(ENDORSEMENT_KEY, null);

        assertThat(written(write("pump-1", draft, ABSENT, NOW), Optional.empty()).attestation())
                .isEqualTo(new Attestation.Tpm(ByteString.ofBase64(ENDORSEMENT_KEY), null));
    }

    @Test
    void anAuthorityNobodyUploadedIsRefused() {
        var draft = new AttestationDraft.X509AuthorityNames("root-2030", null);

        assertThat(invalid(write("pump-1", draft, ABSENT, NOW)).shown())
                .isEqualTo(
                        "Invalid attestation: no certificate authority of this instance has the"
                                + " name root-2030");
    }

    @Test
    void anUploadedAuthorityIsTaken() {
        var rules = new EnrollmentRules((_, name) -> name.equals("root-2030"), false);
        var draft = new AttestationDraft.X509AuthorityNames("root-2030", null);

        assertThat(group(write("line", draft, NO_SETTINGS, rules)).attestation())
                .isEqualTo(new Attestation.X509AuthorityNames("root-2030", null));
    }

    @Test
    void aGroupHasNoTpm() {
        var write = write("line", new AttestationDraft.Tpm(ENDORSEMENT_KEY, null), ABSENT, NOW);
        var outcome = write.group(new EnrollmentGroupId("line"), Optional.empty()).answer();

        assertThat(outcome).isInstanceOf(WriteOutcome.Invalid.class);
    }

    @Test
    void onlyLinkedHubsCanBeNamed() {
        assertThat(refusal(hubs(null, "elsewhere.berth.example")))
                .isEqualTo(ServiceError.INVALID_ALLOCATION);
    }

    @Test
    void staticAllocationTakesOneHub() {
        assertThat(
                        refusal(
                                hubs(
                                        AllocationPolicy.STATIC,
                                        "west.berth.example",
                                        "east.berth.example")))
                .isEqualTo(ServiceError.INVALID_ALLOCATION);
    }

    @Test
    void theSameHubTwiceIsOneHub() {
        var settings = hubs(AllocationPolicy.STATIC, "west.berth.example", "WEST.berth.example");

        assertThat(
                        group(write("line", NO_KEYS, settings, EnrollmentRules.STRICT))
                                .settings()
                                .iotHubs())
                .containsExactly(new HubHostName("west.berth.example"));
    }

    @Test
    void customAllocationNeedsAFunction() {
        assertThat(refusal(webhook(AllocationPolicy.CUSTOM, null)))
                .isEqualTo(ServiceError.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://f.example/x", "/relative", "https:///x", "ftp://f.example", "a b"})
    void anAllocationFunctionIsCalledOverHttps(String url) {
        var webhook = new SettingsDraft.Webhook(url, "2021-10-01");

        assertThat(refusal(webhook(AllocationPolicy.CUSTOM, webhook)))
                .isEqualTo(ServiceError.INVALID_ARGUMENT);
    }

    @Test
    void plainHttpIsTakenWhereTheHouseAllowsIt() {
        var webhook = new SettingsDraft.Webhook("http://localhost:7071/x", "2021-10-01");
        var rules = new EnrollmentRules((_, _) -> false, true);

        assertThat(
                        group(
                                        write(
                                                "line",
                                                NO_KEYS,
                                                webhook(AllocationPolicy.CUSTOM, webhook),
                                                rules))
                                .settings()
                                .customAllocation())
                .isEqualTo(new CustomAllocationDefinition("http://localhost:7071/x", "2021-10-01"));
    }

    @Test
    void whatHappensOnFailureIsTheOperatorsWordAndElseARefusal() {
        for (var said : new OnFailure[] {null, OnFailure.REFUSE, OnFailure.FALL_BACK}) {
            var webhook = new SettingsDraft.Webhook("https://f.example/", "2021-10-01", said);
            var written =
                    group(
                            write(
                                    "line",
                                    NO_KEYS,
                                    webhook(AllocationPolicy.CUSTOM, webhook),
                                    EnrollmentRules.STRICT));

            assertThat(written.settings().customAllocation())
                    .isEqualTo(
                            new CustomAllocationDefinition(
                                    "https://f.example/",
                                    "2021-10-01",
                                    said == null ? OnFailure.REFUSE : said));
        }
    }

    @Test
    void aFunctionOfAnUnknownContractIsRefused() {
        var webhook = new SettingsDraft.Webhook("https://f.example/", "2020-01-01");

        assertThat(refusal(webhook(AllocationPolicy.CUSTOM, webhook)))
                .isEqualTo(ServiceError.INVALID_ARGUMENT);
    }

    @Test
    void aDefinitionBesideAnotherPolicyIsKeptUnjudged() {
        var webhook = new SettingsDraft.Webhook("http://f.example/", "2020-01-01");
        var settings = webhook(AllocationPolicy.EVENLY_WEIGHTED, webhook);

        assertThat(
                        group(write("line", NO_KEYS, settings, EnrollmentRules.STRICT))
                                .settings()
                                .customAllocation())
                .isEqualTo(new CustomAllocationDefinition("http://f.example/", "2020-01-01"));
    }

    @Test
    void anInitialTwinNoHubWouldTakeIsRefused() {
        var twin =
                new InitialTwin(new JsonObject(Map.of("a.b", JsonNumber.of(1))), JsonObject.EMPTY);
        var settings =
                new SettingsDraft(
                        ProvisioningStatus.ENABLED, false, twin, null, null, null, null, null);

        assertThat(refusal(settings)).isEqualTo(ServiceError.BAD_REQUEST);
    }

    @Test
    void aNewIdBeginsWithALetterOrADigit() {
        var write = write("-pump", NO_KEYS, ABSENT, NOW);

        assertThat(write.individual(new RegistrationId("-pump"), Optional.empty()).answer())
                .isInstanceOf(WriteOutcome.Invalid.class);
    }

    @Test
    void aDeviceIdNoHubWouldTakeIsRefused() {
        var draft = new EnrollmentDraft(null, null, "a b", NO_KEYS, NO_SETTINGS, null);

        assertThat(invalid(write("pump-1", draft, ABSENT, EnrollmentRules.STRICT, NOW)).error())
                .isEqualTo(ServiceError.INVALID_ID);
    }

    @Test
    void everyWriteIsWrittenDownWithItsCaller() {
        var change = write("Pump-1", NO_KEYS, ABSENT, NOW).individual(ID, Optional.empty());

        assertThat(change)
                .isInstanceOfSatisfying(
                        Change.Put.class,
                        put -> {
                            assertThat(put.audit().action()).isEqualTo("enrollment.created");
                            assertThat(put.audit().target()).isEqualTo("pump-1");
                            assertThat(put.audit().actor()).isEqualTo("policy:owner");
                        });
    }

    @Test
    void aDeletionWithoutATagDeletesWhateverIsThere() {
        var stored = written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());
        var change = deletion(ANYTHING).decide(Optional.of(stored));

        assertThat(change.answer()).isEqualTo(new WriteOutcome.Deleted<>());
        assertThat(change).isInstanceOf(Change.Remove.class);
    }

    @Test
    void aDeletionWithAStaleTagDeletesNothing() {
        var stored = written(write("pump-1", NO_KEYS, ABSENT, NOW), Optional.empty());

        assertThat(deletion(new Precondition.Tag("x")).decide(Optional.of(stored)).answer())
                .isEqualTo(new WriteOutcome.Stale<>());
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        assertThat(deletion(ANYTHING).<IndividualEnrollment>decide(Optional.empty()).answer())
                .isEqualTo(new WriteOutcome.Missing<>());
    }

    @Test
    void draftsDoNotShowTheirKeys() {
        assertThat(new AttestationDraft.SymmetricKey(KEY_A, KEY_B).toString())
                .doesNotContain(KEY_A)
                .doesNotContain(KEY_B);
    }

    private static EnrollmentDeletion deletion(Precondition precondition) {
        return new EnrollmentDeletion(precondition, caller(), NOW);
    }

    private static SettingsDraft hubs(AllocationPolicy policy, String... names) {
        return new SettingsDraft(
                ProvisioningStatus.ENABLED, false, null, null, policy, List.of(names), null, null);
    }

    private static SettingsDraft webhook(AllocationPolicy policy, SettingsDraft.Webhook webhook) {
        return new SettingsDraft(
                ProvisioningStatus.ENABLED, false, null, null, policy, null, null, webhook);
    }

    private ServiceError refusal(SettingsDraft settings) {
        return invalid(write("pump-1", NO_KEYS, settings)).error();
    }

    private EnrollmentWrite write(
            String spelling, AttestationDraft attestation, SettingsDraft settings) {
        return write(spelling, attestation, settings, EnrollmentRules.STRICT);
    }

    private EnrollmentWrite write(
            String spelling,
            AttestationDraft attestation,
            SettingsDraft settings,
            EnrollmentRules rules) {
        return write(
                spelling,
                new EnrollmentDraft(null, null, null, attestation, settings, null),
                ABSENT,
                rules,
                NOW);
    }

    private EnrollmentWrite write(
            String spelling, AttestationDraft attestation, Precondition precondition, Instant at) {
        var draft = new EnrollmentDraft(null, null, null, attestation, NO_SETTINGS, null);
        return write(spelling, draft, precondition, EnrollmentRules.STRICT, at);
    }

    private EnrollmentWrite write(
            String spelling,
            EnrollmentDraft draft,
            Precondition precondition,
            EnrollmentRules rules,
            Instant at) {
        return new EnrollmentWrite(
                instance,
                rules,
                spelling,
                draft,
                precondition,
                NewSecrets.draw(random),
                caller(),
                at);
    }

    private static Caller caller() {
        return new Caller("policy:owner", "192.0.2.7", "tracking");
    }

    private static WriteOutcome<IndividualEnrollment> outcome(
            EnrollmentWrite write, Optional<IndividualEnrollment> stored) {
        return write.individual(ID, stored).answer();
    }

    private static IndividualEnrollment written(
            EnrollmentWrite write, Optional<IndividualEnrollment> stored) {
        return switch (outcome(write, stored)) {
            case WriteOutcome.Written<IndividualEnrollment>(var record) -> record;
            case WriteOutcome<IndividualEnrollment> other -> throw new AssertionError(other);
        };
    }

    private static EnrollmentGroup group(EnrollmentWrite write) {
        return switch (write.group(new EnrollmentGroupId("line"), Optional.empty()).answer()) {
            case WriteOutcome.Written<EnrollmentGroup>(var record) -> record;
            case WriteOutcome<EnrollmentGroup> other -> throw new AssertionError(other);
        };
    }

    private static Refusal invalid(EnrollmentWrite write) {
        return switch (outcome(write, Optional.empty())) {
            case WriteOutcome.Invalid<IndividualEnrollment>(var refusal) -> refusal;
            case WriteOutcome<IndividualEnrollment> other -> throw new AssertionError(other);
        };
    }

    private static Attestation.SymmetricKey keys(IndividualEnrollment record) {
        return (Attestation.SymmetricKey) record.attestation();
    }
}

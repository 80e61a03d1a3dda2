package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.allocation.AllocationPolicy;
import berth.core.attestation.Attestation;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.CustomAllocationDefinition.OnFailure;
import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.hub.InitialTwin;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

class EnrollmentJsonTest {
    private static final Instant CREATED = Instant.parse("2030-03-01T08:15:30.120Z");
    private static final Instant UPDATED = Instant.parse("2030-03-02T08:15:30Z");
    private static final JsonObject TWIN = new JsonObject(Map.of("rate", JsonNumber.of(30)));

    @Test
    void membersComeInTheOrderOfTheRealService() {
        var state = RegistrationStateJson.unassigned("Pump-1");

        assertThat(EnrollmentJson.write(full(), state).members().keySet())
                .containsExactly(
                        "registrationId",
                        "deviceId",
                        "registrationState",
                        "optionalDeviceInformation",
                        "attestation",
                        "capabilities",
                        "iotHubHostName",
                        "initialTwin",
                        "etag",
                        "provisioningStatus",
                        "reprovisionPolicy",
                        "createdDateTimeUtc",
                        "lastUpdatedDateTimeUtc",
                        "allocationPolicy",
                        "iotHubs",
                        "customAllocationDefinition");
    }

    @Test
    void timesAreTrimmed() {
        assertThat(EnrollmentJson.write(full()).members())
                .containsEntry("createdDateTimeUtc", new JsonString("2030-03-01T08:15:30.12Z"))
                .containsEntry("lastUpdatedDateTimeUtc", new JsonString("2030-03-02T08:15:30Z"));
    }

    @Test
    void whatIsNotSetIsLeftOutAndNeverNull() {
        var group =
                new EnrollmentGroup(
                        new IdScope("0ne00000001"),
                        new EnrollmentGroupId("line"),
                        "Line",
                        new Attestation.Tpm(ByteString.EMPTY, null),
                        EnrollmentSettings.NONE.with(ProvisioningStatus.ENABLED),
                        new ETag("tag"),
                        CREATED,
                        UPDATED);

        assertThat(JsonText.text(EnrollmentGroupJson.write(group)))
                .startsWith("{\"enrollmentGroupId\":\"Line\",")
                .doesNotContain("null")
                .doesNotContain("iotHubs");
    }

    @Test
    void aNullStatusIsEchoedAsNull() throws Exception {
        var draft = read("{\"provisioningStatus\":null}");

        assertThat(draft.settings().provisioningStatus()).isNull();
        assertThat(JsonText.text(EnrollmentJson.write(with(EnrollmentSettings.NONE.with(null)))))
                .contains("\"provisioningStatus\":null");
    }

    @Test
    void anAbsentStatusIsEnabled() throws Exception {
        assertThat(read("{}").settings().provisioningStatus())
                .isEqualTo(ProvisioningStatus.ENABLED);
    }

    @Test
    void whatTheServiceAloneWritesIsIgnoredWhenItComesBack() throws Exception {
        var draft =
                read(
                        """
                        {"registrationState":7,"createdDateTimeUtc":"yesterday","etag":"tag",
                         "lastUpdatedDateTimeUtc":null,"trustBundleId":{}}\
                        """);

        assertThat(draft.etag()).isEqualTo("tag");
    }

    @Test
    void theNullMembersOfTwinCollectionsDoNotBecomeProperties() throws Exception {
        var draft =
                read(
                        """
                        {"initialTwin":{"tags":{"metadata":null,"count":null,"version":null,"a":1},
                         "properties":{"desired":{"version":2,"metadata":null}}}}\
                        """);

        assertThat(draft.settings().initialTwin())
                .isEqualTo(
                        new InitialTwin(
                                new JsonObject(Map.of("a", JsonNumber.of(1))),
                                new JsonObject(Map.of("version", JsonNumber.of(2)))));
    }

    @Test
    void halfAReprovisionPolicyIsCompletedWithTrue() throws Exception {
        assertThat(read("{\"reprovisionPolicy\":{\"migrateDeviceData\":false}}").settings())
                .satisfies(
                        settings ->
                                assertThat(settings.reprovisionPolicy())
                                        .isEqualTo(new ReprovisionPolicy(true, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "hashed, EVENLY_WEIGHTED",
        "GEOLATENCY, LOWEST_LATENCY",
        "geoLatency, LOWEST_LATENCY",
        "Static, STATIC",
        "custom, CUSTOM"
    })
    void policiesAreReadWithoutCase(String word, AllocationPolicy policy) throws Exception {
        assertThat(read("{\"allocationPolicy\":\"" + word + "\"}").settings().allocationPolicy())
                .isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"allocationPolicy":"nearest"}          | allocationPolicy must be one of hashed, geoLatency, static, custom
                    {"provisioningStatus":"on"}             | provisioningStatus must be one of enabled, disabled
                    {"capabilities":{"iotEdge":"yes"}}      | capabilities.iotEdge must be true or false
                    {"initialTwin":{"properties":{"desired":[]}}} | initialTwin.properties.desired must be an object
                    {"iotHubs":["a",1]}                     | iotHubs[1] must be a string
                    {"attestation":{"type":"x509","x509":{"caReferences":{"primary":1}}}} | attestation.x509.caReferences.primary must be a string
                    {"registrationId":17}                   | registrationId must be a string
                    [1]                                     | the document must be an object
                    """)
    void aMemberOfTheWrongKindIsNamedWithItsWay(String document, String complaint) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(BadDocument.class)
                .hasMessage(complaint);
    }

    @Test
    void emptyTextsAndEmptyListsOfHubsSayNothing() throws Exception {
        var draft = read("{\"deviceId\":\"\",\"iotHubHostName\":\"\",\"iotHubs\":[]}");

        assertThat(draft.deviceId()).isNull();
        assertThat(draft.settings().iotHubHostName()).isNull();
        assertThat(draft.settings().iotHubs()).isNull();
    }

    /// What is written can be read again and is the same, as far as clients may write it.
    @RepeatedTest(50)
    void aRoundTripKeepsEverything(RepetitionInfo seed) throws Exception {
        var random = new Random(seed.getCurrentRepetition());
        var settings = settings(random);
        var draft = read(JsonText.text(EnrollmentJson.writeWithKeys(with(settings))));

        assertThat(draft.id()).isEqualTo("Pump-1");
        assertThat(draft.deviceId()).isEqualTo("hall4:pump");
        assertThat(draft.deviceInformation()).isEqualTo(TWIN);
        assertThat(draft.settings())
                .satisfies(
                        read -> {
                            assertThat(read.provisioningStatus())
                                    .isEqualTo(settings.provisioningStatus());
                            assertThat(read.iotEdge()).isEqualTo(settings.iotEdge());
                            assertThat(read.initialTwin()).isEqualTo(settings.initialTwin());
                            assertThat(read.reprovisionPolicy())
                                    .isEqualTo(settings.reprovisionPolicy());
                            assertThat(read.allocationPolicy())
                                    .isEqualTo(settings.allocationPolicy());
                            assertThat(read.iotHubs() == null)
                                    .isEqualTo(settings.iotHubs() == null);
                            assertThat(read.customAllocation() == null)
                                    .isEqualTo(settings.customAllocation() == null);
                            if (read.customAllocation() != null
                                    && settings.customAllocation() != null) {
                                // The default is not written, so it is not read either.
                                assertThat(read.customAllocation().onFailure())
                                        .isEqualTo(
                                                settings.customAllocation().onFailure()
                                                                == OnFailure.REFUSE
                                                        ? null
                                                        : OnFailure.FALL_BACK);
                            }
                        });
    }

    private static EnrollmentSettings settings(RandomGenerator random) {
        var west = new HubHostName("west.berth.example");
        return new EnrollmentSettings(
                random.nextBoolean() ? null : ProvisioningStatus.DISABLED,
                random.nextBoolean(),
                random.nextBoolean() ? null : new InitialTwin(TWIN, JsonObject.EMPTY),
                random.nextBoolean()
                        ? null
                        : new ReprovisionPolicy(random.nextBoolean(), random.nextBoolean()),
                random.nextBoolean()
                        ? null
                        : List.of(AllocationPolicy.values()).get(random.nextInt(4)),
                random.nextBoolean() ? null : List.of(west),
                random.nextBoolean() ? null : west,
                random.nextBoolean()
                        ? null
                        : new CustomAllocationDefinition(
                                "https://f.example/",
                                "2021-10-01",
                                random.nextBoolean() ? OnFailure.REFUSE : OnFailure.FALL_BACK));
    }

    private static IndividualEnrollment full() {
        return with(
                new EnrollmentSettings(
                        ProvisioningStatus.ENABLED,
                        true,
                        new InitialTwin(TWIN, TWIN),
                        ReprovisionPolicy.DEFAULT,
                        AllocationPolicy.CUSTOM,
                        List.of(new HubHostName("west.berth.example")),
                        new HubHostName("west.berth.example"),
                        new CustomAllocationDefinition("https://f.example/", "2021-10-01")));
    }

    private static IndividualEnrollment with(EnrollmentSettings settings) {
        return new IndividualEnrollment(
                new IdScope("0ne00000001"),
                new RegistrationId("pump-1"),
                "Pump-1",
                new DeviceId("hall4:pump"),
                new Attestation.Tpm(ByteString.of((byte) 1, (byte) 2), null),
                settings,
                TWIN,
                new ETag("tag"),
                CREATED,
                UPDATED);
    }

    private static EnrollmentDraft read(String text) throws Exception {
        JsonValue document = JsonText.parse(text, JsonLimits.DEFAULT);
        return EnrollmentJson.read(document);
    }
}

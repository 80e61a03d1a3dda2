package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.attestation.Attestation;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Random;

class CustomAllocationJsonTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final HubHostName A = new HubHostName("hub-a.example.net");
    private static final HubHostName B = new HubHostName("hub-b.example.net");
    private static final Instant CREATED = Instant.parse("2030-01-01T08:15:30Z");
    private static final Instant UPDATED = Instant.parse("2030-01-02T08:15:30Z");
    private static final SymmetricKeys KEYS =
            new SymmetricKeys(Secret.random(32, new Random(1)), Secret.random(32, new Random(2)));

    /// Base64 of a quoted GUID, as our tags are.
    private static final ETag TAG =
            new ETag("IjEyMDBhYTRlLTAwMDAtMDUwMC0wMDAwLTY1ZjAwMDAwMDAwMCI=");

    @Test
    void aGroupsFirstDeviceIsAskedAboutInTheCapturedShape() throws MalformedJson {
        var question =
                new CustomAllocationQuestion(
                        group("https://fn.example.net/api/pick?code=S3CR3T", TAG),
                        "Line-A-0042",
                        null,
                        null,
                        new DeviceProof.SymmetricKey(),
                        JsonNull.NULL,
                        List.of(A, B),
                        new OperationId("4.0"));

        assertThat(CustomAllocationJson.write(question))
                .isEqualTo(
                        json(
                                """
                                {
                                  "enrollmentGroup": {
                                    "enrollmentGroupId": "Line-A",
                                    "attestation": {"type": "symmetricKey"},
                                    "capabilities": {"iotEdge": false},
                                    "etag": "\\"1200aa4e-0000-0500-0000-65f000000000\\"",
                                    "provisioningStatus": "enabled",
                                    "reprovisionPolicy":
                                      {"updateHubAssignment": true, "migrateDeviceData": true},
                                    "createdDateTimeUtc": "2030-01-01T08:15:30Z",
                                    "lastUpdatedDateTimeUtc": "2030-01-02T08:15:30Z",
                                    "allocationPolicy": "custom",
                                    "iotHubs": ["hub-a.example.net", "hub-b.example.net"],
                                    "customAllocationDefinition": {
                                      "webhookUrl": "https://fn.example.net/api/pick?****",
                                      "apiVersion": "2018-11-01"
                                    }
                                  },
                                  "deviceRuntimeContext": {
                                    "registrationId": "Line-A-0042",
                                    "symmetricKey": {}
                                  },
                                  "linkedHubs": ["hub-a.example.net", "hub-b.example.net"]
                                }
                                """));
    }

    @Test
    void aKnownDeviceIsAskedAboutWithAllThatIsKnown() throws MalformedJson {
        var individual =
                new IndividualEnrollment(
                        SCOPE,
                        new RegistrationId("pump-7"),
                        "pump-7",
                        new DeviceId("Pump7"),
                        new Attestation.SymmetricKey(KEYS),
                        EnrollmentSettings.NONE,
                        null,
                        new ETag("not-base64!"),
                        CREATED,
                        UPDATED);
        var document =
                CustomAllocationJson.write(
                        question(
                                individual,
                                new DeviceProof.X509(ByteString.ofHex("3003020101")),
                                json("{\"modelId\": \"dtmi:example:Pump;1\"}")));

        assertThat(document.members())
                .containsOnlyKeys("individualEnrollment", "deviceRuntimeContext", "linkedHubs");
        assertThat(member(document, "individualEnrollment").members())
                .containsEntry("deviceId", new JsonString("Pump7"))
                .containsEntry("etag", new JsonString("not-base64!"))
                .doesNotContainKeys("registrationState", "customAllocationDefinition");
        assertThat(member(document, "deviceRuntimeContext"))
                .isEqualTo(
                        json(
                                """
                                {
                                  "registrationId": "pump-7",
                                  "currentIotHubHostName": "hub-a.example.net",
                                  "currentDeviceId": "Pump7",
                                  "x509": {"clientCertificate": "MAMCAQE="},
                                  "payload": {"modelId": "dtmi:example:Pump;1"}
                                }
                                """));
    }

    @Test
    void aTpmIsNamedAndNothingElse() throws MalformedJson {
        var document =
                CustomAllocationJson.write(
                        question(
                                group("https://fn.example.net", TAG), new DeviceProof.Tpm(), null));

        assertThat(member(document, "deviceRuntimeContext").members().get("tpm"))
                .isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void neitherKeysNorTheQueryLeave() throws MalformedJson {
        var text =
                JsonText.text(
                        CustomAllocationJson.write(
                                question(
                                        group("https://fn.example.net?code=S3CR3T&x=?", TAG),
                                        new DeviceProof.SymmetricKey(),
                                        null)));

        assertThat(text)
                .contains("https://fn.example.net?****")
                .doesNotContain("S3CR3T")
                .doesNotContain(KEYS.primary().revealBase64())
                .doesNotContain(KEYS.secondary().revealBase64());
    }

    @Test
    void namesAreReadWithoutCaseButTheExactOneGoesFirst() throws Exception {
        var decided =
                read(
                        """
                        {"IotHubHostname": "hub-a.example.net",
                         "iotHubHostName": "hub-b.example.net",
                         "INITIALTWIN": {"TAGS": {"Tag": 1, "$x": null, "version": null},
                                         "PROPERTIES": {"DESIRED": {"Wanted": true}}},
                         "Payload": null, "ReturnData": {"a": "b"}}
                        """);

        assertThat(decided.hub()).isEqualTo(B);
        assertThat(decided.payload()).isEqualTo(json("{\"a\": \"b\"}"));
        assertThat(decided.initialTwin()).isNotNull();
        assertThat(decided.initialTwin().tags()).isEqualTo(json("{\"Tag\": 1, \"$x\": null}"));
        assertThat(decided.initialTwin().desired()).isEqualTo(json("{\"Wanted\": true}"));
    }

    @Test
    void thePayloadGoesBeforeItsOldName() throws Exception {
        assertThat(read("{\"returnData\": {\"old\": 1}, \"payload\": {\"new\": 1}}"))
                .isEqualTo(new Decided(null, null, (JsonObject) json("{\"new\": 1}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"hub\": \"hub-a.example.net\"}",
                "{\"iotHubHostName\": null}",
                "{\"iotHubHostName\": \"nodot\"}",
                "{\"iotHubHostName\": {}}",
                "{\"payload\": \"text\"}",
                "{\"initialTwin\": {\"properties\": {\"desired\": 1}}}",
                "{\"initialTwin\": {\"properties\": []}}",
                "{\"initialTwin\": {\"tags\": \"x\"}}"
            })
    void aReplyOfAnotherShapeIsABadDocument(String text) {
        assertThatExceptionOfType(BadDocument.class).isThrownBy(() -> read(text));
    }

    @Test
    void theMessageOfABadDocumentShowsTheWayButNoValue() {
        assertThatExceptionOfType(BadDocument.class)
                .isThrownBy(() -> read("{\"initialTwin\": {\"properties\": {\"desired\": \"S\"}}}"))
                .withMessage("initialTwin.properties.desired must be an object");
        assertThatExceptionOfType(BadDocument.class)
                .isThrownBy(() -> read("{\"iotHubHostName\": \"S3CR3T!\"}"))
                .withMessage("iotHubHostName must be the host name of a hub");
    }

    private static CustomAllocationQuestion question(
            Enrollment enrollment, DeviceProof proof, @Nullable JsonValue payload) {
        return new CustomAllocationQuestion(
                enrollment,
                "pump-7",
                A,
                new DeviceId("Pump7"),
                proof,
                payload,
                List.of(A, B),
                new OperationId("4.0"));
    }

    private static EnrollmentGroup group(String url, ETag etag) {
        var settings =
                new EnrollmentSettings(
                        ProvisioningStatus.ENABLED,
                        false,
                        null,
                        ReprovisionPolicy.DEFAULT,
                        AllocationPolicy.CUSTOM,
                        List.of(A, B),
                        null,
                        new CustomAllocationDefinition(url, "2018-11-01"));
        return new EnrollmentGroup(
                SCOPE,
                new EnrollmentGroupId("line-a"),
                "Line-A",
                new Attestation.SymmetricKey(KEYS),
                settings,
                etag,
                CREATED,
                UPDATED);
    }

    private static JsonObject member(JsonObject document, String name) {
        return (JsonObject) document.members().get(name);
    }

    private static Decided read(String text) throws MalformedJson, BadDocument {
        return CustomAllocationJson.read(json(text));
    }

    private static JsonValue json(String text) throws MalformedJson {
        return JsonText.parse(text, JsonLimits.DEFAULT);
    }
}

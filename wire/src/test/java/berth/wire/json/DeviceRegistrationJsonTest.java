package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Evidence;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class DeviceRegistrationJsonTest {
    private static final RegistrationId DEVICE = new RegistrationId("dev-01");

    private static DeviceRegistrationJson.Parsed parse(String body) {
        return DeviceRegistrationJson.parse(
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)), DEVICE);
    }

    private static DeviceRegistrationJson.Parsed.Request request(String body) {
        return switch (parse(body)) {
            case DeviceRegistrationJson.Parsed.Request request -> request;
            case DeviceRegistrationJson.Parsed.Refused(var refusal) ->
                    throw new AssertionError(refusal);
        };
    }

    private static Refusal refusal(String body) {
        return switch (parse(body)) {
            case DeviceRegistrationJson.Parsed.Refused(var refusal) -> refusal;
            case DeviceRegistrationJson.Parsed.Request request -> throw new AssertionError(request);
        };
    }

    /// What the stock clients send, dps-device-protocol section 0.3.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"registrationId\":\"dev-01\"}",
                "{\"registrationId\":\"DEV-01\"}",
                " {\"payload\": null, \"registrationId\": \"dev-01\"}\r\n",
                "{\"registrationId\":null,\"tpm\":null,\"payload\":null}",
                "{\"registrationId\":\"dev-01\",\"csr\":\"MIIB\",\"unknown\":[1,{}]}"
            })
    void aRequestNeedsNothing(String body) {
        assertThat(request(body)).isEqualTo(new DeviceRegistrationJson.Parsed.Request(null, null));
    }

    @Test
    void aPayloadIsAnyJson() {
        assertThat(request("{\"payload\":{\"m\":1}}").payload())
                .isEqualTo(new JsonObject(Map.of("m", JsonNumber.of(1))));
        assertThat(request("{\"payload\":7}").payload()).isEqualTo(JsonNumber.of(7));
    }

    /// The Java client puts the application's JSON into a string; it stays one.
    @Test
    void aPayloadThatIsAStringOfJsonStaysAString() {
        assertThat(request("{\"payload\":\"{\\\"m\\\":1}\"}").payload())
                .isEqualTo(new JsonString("{\"m\":1}"));
    }

    @Test
    void theKeysOfATpmAreRead() {
        assertThat(
                        request(
                                        "{\"tpm\":{\"endorsementKey\":\"AAE=\",\"storageRootKey\":\"Ag==\"}}")
                                .tpm())
                .isEqualTo(new Evidence.TpmKeys(ByteString.ofHex("0001"), ByteString.ofHex("02")));
        assertThat(request("{\"tpm\":{\"endorsementKey\":\"AAE=\"}}").tpm())
                .isEqualTo(new Evidence.TpmKeys(ByteString.ofHex("0001"), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"registrationId\":\"dev-02\"}|registrationId differs from the one in the"
                        + " address",
                "{\"registrationId\":1}|registrationId must be a string",
                "{\"tpm\":\"x\"}|tpm must be an object",
                "{\"tpm\":{}}|tpm.endorsementKey is required",
                "{\"tpm\":{\"endorsementKey\":\"?\"}}|tpm.endorsementKey must be base64",
                "{\"tpm\":{\"endorsementKey\":\"AAE=\",\"storageRootKey\":1}}|tpm.storageRootKey"
                        + " must be a string",
                "[]|the document must be an object",
                "\"{}\"|the document must be an object",
            })
    void aBadMemberIsNamed(String body, String explanation) {
        assertThat(refusal(body))
                .isEqualTo(Refusal.explained(ServiceError.INVALID_ARGUMENT, explanation));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "{", "dev-01", "{\"a\":1,\"a\":2}"})
    void whatIsNotJsonIsABadRequest(String body) {
        assertThat(refusal(body).error()).isEqualTo(ServiceError.BAD_REQUEST);
    }

    @Test
    void aPayloadHasAtMost96Kilobytes() {
        var most = "x".repeat(DeviceRegistrationJson.PAYLOAD_BYTES_MAX - 2);

        assertThat(request("{\"payload\":\"" + most + "\"}").payload())
                .isEqualTo(new JsonString(most));
        assertThat(refusal("{\"payload\":\"" + most + "x\"}").error())
                .isEqualTo(ServiceError.PAYLOAD_TOO_LARGE);
    }
}

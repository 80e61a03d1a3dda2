package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubError;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.wire.json.HubErrorJson;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

final class ReplyReaderTest {
    private static final DeviceId DEVICE = new DeviceId("meter-7");
    private static final Document EMPTY = new Document(JsonObject.EMPTY);
    private static final HubCall CREATE = new HubCall.Create(DEVICE, EMPTY);
    private static final HubCall BULK = new HubCall.CreateWithTwin(DEVICE, EMPTY);
    private static final HubCall READ = new HubCall.ReadIdentity(DEVICE);
    private static final HubCall REPLACE =
            new HubCall.ReplaceIdentity(DEVICE, EMPTY, new ETag("1"));
    private static final HubCall DELETE = new HubCall.DeleteIdentity(DEVICE, new ETag("1"));

    private final ReplyReader reader = new ReplyReader(new HubHostName("contoso.example"));

    /// In which of three places the hub names its error.
    enum Form {
        HEADER,
        SENTENCE,
        NESTED;

        HttpAnswer answer(HubError error) {
            var now = Instant.parse("2030-01-01T00:00:00Z");
            var body =
                    switch (this) {
                        case HEADER -> "not JSON";
                        case SENTENCE ->
                                JsonText.text(HubErrorJson.classic(error, "Because.", "t", now));
                        case NESTED ->
                                JsonText.text(HubErrorJson.nested(error, "Because.", "t", now));
                    };
            return new HttpAnswer(
                    error.httpStatus(), this == HEADER ? error.wireName() : "", "", "", body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereverTheHubNamesItsErrorItIsUnderstood(Form form) {
        assertThat(reader.read(CREATE, form.answer(HubError.DEVICE_ALREADY_EXISTS)))
                .isEqualTo(new Reading.Clear(new HubReply.Exists()));
        assertThat(reader.read(READ, form.answer(HubError.DEVICE_NOT_FOUND)))
                .isEqualTo(new Reading.Clear(new HubReply.Missing()));
        assertThat(reader.read(REPLACE, form.answer(HubError.PRECONDITION_FAILED)))
                .isEqualTo(new Reading.Clear(new HubReply.Stale()));
        assertThat(reader.read(DELETE, form.answer(HubError.DEVICE_NOT_FOUND)))
                .isEqualTo(new Reading.Clear(new HubReply.Missing()));
    }

    @ParameterizedTest
    @CsvSource({
        "IOT_HUB_NOT_FOUND, HUB_UNAUTHORIZED",
        "IOT_HUB_UNAUTHORIZED_ACCESS, HUB_UNAUTHORIZED",
        "IOT_HUB_UNAUTHORIZED, HUB_UNAUTHORIZED",
        "IOT_HUB_SUSPENDED, HUB_UNAUTHORIZED",
        "IOT_HUB_QUOTA_EXCEEDED, NO_HUB_AVAILABLE",
        "TOO_MANY_DEVICES, NO_HUB_AVAILABLE",
        "ARGUMENT_INVALID, INVALID_ARGUMENT",
        "ARGUMENT_NULL, INVALID_ARGUMENT",
        "MESSAGE_TOO_LARGE, INVALID_ARGUMENT",
    })
    void whatAskingAgainWouldNotChangeIsRefused(HubError said, ServiceError expected) {
        var refusal = refusal(reader.read(CREATE, Form.SENTENCE.answer(said)));

        assertThat(refusal.error()).isEqualTo(expected);
        assertThat(refusal.reason()).contains("contoso.example", said.wireName(), "Because.");
        assertThat(refusal.shown()).doesNotContain("Because.");
    }

    @Test
    void aFullHubIsToldFromOneThatWillNotHaveUs() {
        assertThat(reader.read(CREATE, Form.HEADER.answer(HubError.TOO_MANY_DEVICES)))
                .isInstanceOf(Reading.Full.class);
        assertThat(reader.read(CREATE, Form.HEADER.answer(HubError.IOT_HUB_SUSPENDED)))
                .isInstanceOf(Reading.Forbidden.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 404, 407, 408, 418, 431, 500, 502, 503, 504})
    void aGatewaysPageSaysNothingAboutTheDevice(int status) {
        for (var call : new HubCall[] {CREATE, BULK, READ, REPLACE, DELETE}) {
            var reading = reader.read(call, new HttpAnswer(status, "", "", "", "<html>"));

            assertThat(reading).as(call.description()).isInstanceOf(Reading.Trouble.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "<html>", "[]", "null"})
    void aSuccessThatCannotBeReadIsNone(String body) {
        for (var call : new HubCall[] {CREATE, BULK, READ, REPLACE, DELETE}) {
            assertThat(reader.read(call, new HttpAnswer(200, "", "", "", body)))
                    .as(call.description())
                    .isInstanceOf(Reading.Trouble.class);
        }
    }

    @Test
    void anIdentityWithoutEtagIsNone() {
        assertThat(reader.read(READ, new HttpAnswer(200, "", "", "", "{\"deviceId\":\"x\"}")))
                .isInstanceOf(Reading.Trouble.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "17, 17", "0, 1", "999999, 300"})
    void retryAfterIsKeptWithinReason(String header, int seconds) {
        var reading = reader.read(READ, new HttpAnswer(429, "", "", header, ""));

        assertThat(reading).isEqualTo(new Reading.Throttled(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT"})
    void anUnreadableRetryAfterIsNone(String header) {
        var reading = reader.read(READ, new HttpAnswer(429, "", "", header, ""));

        assertThat(reading).isEqualTo(new Reading.Throttled(null));
    }

    @Test
    void aBusyHubMayNameItsPatience() {
        var reading = reader.read(READ, new HttpAnswer(503, "ServerBusy", "", "12", ""));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Trouble.class,
                        trouble ->
                                assertThat(trouble.notBefore()).isEqualTo(Duration.ofSeconds(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"409001", "\"DeviceAlreadyExists\"", "\"409001\""})
    void aBulkResultMayNameItsErrorByNumberOrByName(String code) {
        assertThat(bulk(400, code)).isEqualTo(new Reading.Clear(new HubReply.Exists()));
    }

    @Test
    void aBulkResultIsReadWhateverItsStatus() {
        assertThat(bulk(200, "413002")).isInstanceOf(Reading.Full.class);
        assertThat(bulk(400, "429001")).isInstanceOf(Reading.Throttled.class);
        assertThat(bulk(400, "400004")).isInstanceOf(Reading.Rejected.class);
        assertThat(bulk(400, "500001")).isInstanceOf(Reading.Trouble.class);
    }

    @Test
    void aWarningOfAMissingTwinIsHeeded() {
        var body =
                """
                {"isSuccessful": true, "errors": [], "warnings":
                  [{"deviceId": "meter-7", "warningCode": "DeviceRegisteredWithoutTwin"}]}
                """;

        assertThat(reader.read(BULK, new HttpAnswer(200, "", "", "", body)))
                .isEqualTo(new Reading.Clear(new HubReply.WrittenWithoutTwin()));
    }

    @Test
    void anEtagMayComeInTheHeaderAlone() {
        var answer = new HttpAnswer(200, "", "\"MTIz\"", "", "{\"deviceId\":\"meter-7\"}");

        assertThat(reader.read(READ, answer))
                .isInstanceOfSatisfying(
                        Reading.Clear.class,
                        clear ->
                                assertThat(((HubReply.Identity) clear.reply()).identity().etag())
                                        .isEqualTo(new ETag("MTIz")));
    }

    private Reading bulk(int status, String code) {
        var body =
                """
                {"isSuccessful": false, "warnings": [], "errors":
                  [{"deviceId": "meter-7", "errorCode": %s, "errorStatus": "so it is"}]}
                """
                        .formatted(code);
        return reader.read(BULK, new HttpAnswer(status, "", "", "", body));
    }

    private static Refusal refusal(Reading reading) {
        return switch (reading) {
            case Reading.Forbidden(var refusal) -> refusal;
            case Reading.Full(var refusal) -> refusal;
            case Reading.Rejected(var refusal) -> refusal;
            case Reading.Clear _, Reading.Throttled _, Reading.Trouble _ ->
                    throw new AssertionError("not refused: " + reading);
        };
    }
}

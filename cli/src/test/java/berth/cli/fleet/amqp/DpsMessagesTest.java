package berth.cli.fleet.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.amqp.DpsMessages.Body;
import berth.core.id.ByteString;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

/// Bare messages and errors; the golden ones are V8 of dps-device-protocol, section 10.
class DpsMessagesTest {
    private static final String CORRELATION = "00112233-4455-4677-8899-aabbccddeeff";
    private static final ByteString REGISTER =
            ByteString.ofHex(
                    "00537045005373d00000002f000000064040404040a12430303131323233332d343435352d343637372d383839392d616162626363646465656666005374d10000002c00000002a115696f746470732d6f7065726174696f6e2d74797065a10f696f746470732d7265676973746572005375a01b7b22726567697374726174696f6e4964223a226465762d3031227d");
    private static final ByteString ANSWER =
            ByteString.ofHex(
                    "00537045005373d00000002f000000064040404040a12430303131323233332d343435352d343637372d383839392d616162626363646465656666005374d10000001300000002a10b72657472792d61667465725403005375a05e7b226f7065726174696f6e4964223a22342e303132333435363738396162636465662e30303131323233332d343435352d343637372d383839392d616162626363646465656666222c22737461747573223a2261737369676e696e67227d");

    @Test
    void theGoldenAnswerIsRead() throws Exception {
        assertThat(DpsMessages.answer(ANSWER, CORRELATION))
                .isEqualTo(
                        new DeviceReply(
                                "AMQP",
                                200,
                                "3",
                                "{\"operationId\":\"4.0123456789abcdef.00112233-4455-4677-8899-"
                                        + "aabbccddeeff\",\"status\":\"assigning\"}"));
    }

    @Test
    void anAnswerToAnotherRequestIsNone() {
        assertThatThrownBy(() -> DpsMessages.answer(ANSWER, "another"))
                .isInstanceOf(IOException.class);
    }

    /// Encoders may choose among encodings; what is in it is the same.
    @Test
    void registerSaysWhatTheGoldenOneSays() {
        var ours =
                decoded(
                        DpsMessages.register(
                                CORRELATION, new Body.Json("{\"registrationId\":\"dev-01\"}")));
        var golden = decoded(REGISTER);

        assertThat(ours.getCorrelationId()).isEqualTo(golden.getCorrelationId());
        assertThat(ours.getApplicationProperties().getValue())
                .isEqualTo(golden.getApplicationProperties().getValue());
        assertThat(data(ours)).isEqualTo(data(golden));
    }

    @Test
    void pollsHaveTheBodiesOfTheirClients() {
        assertThat(decoded(DpsMessages.poll("op", null, new Body.None())).getBody()).isNull();
        assertThat(decoded(DpsMessages.poll("op", null, new Body.None())).getCorrelationId())
                .isNull();
        var value = decoded(DpsMessages.poll("op", "c", new Body.Value("")));
        assertThat(((AmqpValue) value.getBody()).getValue()).isEqualTo("");
        assertThat(value.getApplicationProperties().getValue())
                .isEqualTo(
                        Map.of(
                                "iotdps-operation-type", "iotdps-get-operationstatus",
                                "iotdps-operation-id", "op"));
        assertThat(data(decoded(DpsMessages.register(null, new Body.Json("")))).getLength())
                .isZero();
    }

    @Test
    void aBodyThatDoesNotFitAtFirstIsEncodedAllTheSame() {
        var long_ = "x".repeat(5000);
        assertThat(data(decoded(DpsMessages.register(null, new Body.Json(long_)))).getLength())
                .isEqualTo(5000);
    }

    @Test
    void theDocumentInARefusalSaysItsStatus() {
        var error = new ErrorCondition(Symbol.valueOf("amqp:not-found"), null);
        error.setDescription("{\"errorCode\":404201,\"message\":\"Not found\"}");

        assertThat(AmqpRefusals.reply(error).status()).isEqualTo(404);
        assertThat(AmqpRefusals.reply(error).protocol()).isEqualTo("AMQP amqp:not-found");
    }

    @Test
    void aRefusalWithoutADocumentHasItsCondition() {
        var throttled =
                new ErrorCondition(
                        Symbol.valueOf("com.microsoft:device-container-throttled"), "slow down");
        throttled.setInfo(Map.of(Symbol.valueOf("Retry-After"), 7));

        assertThat(AmqpRefusals.reply(throttled).status()).isEqualTo(429);
        assertThat(AmqpRefusals.reply(throttled).retryAfter()).isEqualTo("7");
        assertThat(AmqpRefusals.reply(null).status()).isEqualTo(500);
        assertThat(AmqpRefusals.reply(new ErrorCondition(Symbol.valueOf("odd"), "")).status())
                .isEqualTo(500);
    }

    private static Binary data(Message message) {
        return ((Data) message.getBody()).getValue();
    }

    private static Message decoded(ByteString bytes) {
        var message = Proton.message();
        message.decode(bytes.toByteArray(), 0, bytes.length());
        return message;
    }
}

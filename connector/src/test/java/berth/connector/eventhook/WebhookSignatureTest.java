package berth.connector.eventhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

final class WebhookSignatureTest {
    private static final Secret KEY = Secret.ofBase64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final ByteString BODY =
            ByteString.of("{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

    /// The example of the specification's own libraries.
    @Test
    void theSpecificationsExampleComesOut() {
        var headers =
                WebhookSignature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1_614_265_330),
                        BODY,
                        KEY);

        assertThat(headers)
                .isEqualTo(
                        Map.of(
                                "webhook-id",
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                "webhook-timestamp",
                                "1614265330",
                                "webhook-signature",
                                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void anIdWithAFullStopIsNotSigned() {
        assertThatThrownBy(
                        () ->
                                WebhookSignature.headers(
                                        "evt.1", Instant.ofEpochSecond(1), BODY, KEY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

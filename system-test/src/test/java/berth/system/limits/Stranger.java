package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/// Somebody who guesses a device's key, from one address.
///
/// @param id whose key
record Stranger(House house, Transports.Transport transport, Plug plug, String id) {
    /// What the house says to this token, in the words of the protocol.
    String triesWith(String token) throws IOException {
        return transport.knock(house, plug, id, token);
    }

    /// Guesses faster than the rate until guesses are not looked at any more: at least `burst` of
    /// them were, and no more than the time that has passed allows.
    void failsUntilThrottledWithoutTrace(int burst) throws IOException {
        long start = System.nanoTime();
        for (int failed = 0; ; failed++) {
            var before = house.rows();
            var answer = triesWith(house.wrongToken(id));
            if (answer.equals(transport.throttled())) {
                assertThat(house.rows()).as("rows, with the audit trail").isEqualTo(before);
                assertThat(failed).isGreaterThanOrEqualTo(burst);
                return;
            }
            assertThat(answer).isEqualTo(transport.refused());
            var seconds = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds();
            assertThat(failed).isLessThanOrEqualTo(burst + seconds + 1);
        }
    }

    /// While this one fails too often, `other` is not looked at although he has the key. On a busy
    /// machine time may have come in between, so it is tried more than once.
    void keepsOut(Stranger other) throws Exception {
        Await.until(
                "not even the key is looked at",
                () -> {
                    while (!triesWith(house.wrongToken(id)).equals(transport.throttled())) {
                        // Not yet too often.
                    }
                    return other.triesWith(house.token(id));
                },
                transport.throttled()::equals);
    }
}

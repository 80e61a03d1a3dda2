package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");
    private static final HubClient ONE = HubClient.parse("d1");
    private static final HubClient TWO = HubClient.parse("d2");
    private static final HubClient THREE = HubClient.parse("d3");

    private final Repeats repeats = new Repeats(2, 3);

    private boolean sending(HubClient client, long sequence) {
        return repeats.sending(HUB, client, sequence);
    }

    @Test
    void aMessageIsRepeatedUntilItIsSettled() {
        assertThat(sending(ONE, 7)).isFalse();
        assertThat(sending(ONE, 7)).isTrue();
        assertThat(sending(ONE, 8)).isFalse();
        assertThat(sending(TWO, 7)).isFalse();
        repeats.settled(HUB, ONE, 7);

        assertThat(sending(ONE, 7)).isFalse();
        assertThat(sending(ONE, 8)).isTrue();
    }

    @Test
    void anotherHubsClientOfTheSameNameIsAnother() {
        sending(ONE, 7);

        assertThat(repeats.sending(new HubHostName("hub2.example.com"), ONE, 7)).isFalse();
    }

    @Test
    void theClientThatWasSentToLongestAgoIsForgottenFirst() {
        sending(ONE, 1);
        sending(TWO, 1);
        sending(ONE, 2);
        sending(THREE, 1);

        assertThat(sending(ONE, 1)).isTrue();
        assertThat(sending(TWO, 1)).isFalse();
    }

    @Test
    void theOldestMessageOfAClientIsForgottenFirst() {
        for (int sequence = 1; sequence <= 4; sequence++) {
            sending(ONE, sequence);
        }

        assertThat(sending(ONE, 2)).isTrue();
        assertThat(sending(ONE, 1)).isFalse();
    }
}

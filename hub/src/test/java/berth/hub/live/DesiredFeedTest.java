package berth.hub.live;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

final class DesiredFeedTest {
    private final DesiredFeed feed = new DesiredFeed();

    @BeforeEach
    void theClientCanRead() {
        feed.begin(5);
    }

    @Test
    void nothingIsSentBeforeTheClientCanReadWhatWentBefore() {
        assertThat(new DesiredFeed().next(6, patch(6))).isEmpty();
    }

    @Test
    void changesComeInTheOrderOfTheirVersions() {
        assertThat(feed.next(7, patch(7))).isEmpty();
        assertThat(feed.next(6, patch(6)))
                .extracting(DesiredFeed.Change::version)
                .containsExactly(6L, 7L);
    }

    @Test
    void whatWasSentIsNotSentAgain() {
        feed.next(6, patch(6));

        assertThat(feed.next(6, patch(6))).isEmpty();
        assertThat(feed.next(5, patch(5))).isEmpty();
    }

    @Test
    void oneThatNeverComesIsNotWaitedForLong() {
        feed.next(7, patch(7));

        assertThat(feed.tick()).isEmpty();
        assertThat(feed.tick()).extracting(DesiredFeed.Change::version).containsExactly(7L);
        assertThat(feed.next(8, patch(8))).hasSize(1);
    }

    @Test
    void whatWaitsIsBounded() {
        int sent = 0;
        for (int version = 7; version < 1_000; version++) {
            sent += feed.next(version, patch(version)).size();
        }

        assertThat(sent).isGreaterThan(900);
    }

    private static JsonObject patch(int version) {
        return new JsonObject(Map.of("v", JsonNumber.of(version)));
    }
}

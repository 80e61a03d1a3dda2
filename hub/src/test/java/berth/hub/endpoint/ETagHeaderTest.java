package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ETag;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ETagHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\"", " * ", "W/\"*\""})
    void aStarIsAnyEtag(String text) {
        assertThat(ETagHeader.parse(text)).contains(new ETagHeader.Any());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "\"abc\"", "W/\"abc\"", " \"abc\" "})
    void everySpellingIsTheSameEtag(String text) {
        assertThat(ETagHeader.parse(text)).contains(new ETagHeader.One(new ETag("abc")));
    }

    @Test
    void anUnquotedEtagMayBeginLikeAWeakOne() {
        assertThat(ETagHeader.parse("W/8=")).contains(new ETagHeader.One(new ETag("W/8=")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "W/\"\"", "   "})
    void nothingIsNoEtag(String text) {
        assertThat(ETagHeader.parse(text)).isEmpty();
    }

    @Test
    void aTextThatIsTooLongIsNoEtag() {
        assertThat(ETagHeader.parse("x".repeat(257))).isEmpty();
    }
}

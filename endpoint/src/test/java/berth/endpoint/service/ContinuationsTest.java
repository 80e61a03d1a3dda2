package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.List;

class ContinuationsTest {
    private final TestHouse house = new TestHouse();
    private final Continuations.Listing listing =
            new Continuations.Listing(
                    house.instance, ServiceOperation.QUERY_REGISTRATIONS, "line", "*");

    @ParameterizedTest
    @ValueSource(strings = {"a", "pump-017", "a:b.c_d"})
    void aTokenOpensToWhatItWasIssuedFor(String after) {
        assertThat(Continuations.open(listing, Continuations.issue(listing, after)))
                .contains(after);
    }

    @Test
    void aTokenOpensNoOtherListing() {
        var token = Continuations.issue(listing, "a");
        var query = ServiceOperation.QUERY_REGISTRATIONS;

        assertThat(
                        List.of(
                                new Continuations.Listing(house.other, query, "line", "*"),
                                new Continuations.Listing(house.instance, query, "line2", "*"),
                                new Continuations.Listing(house.instance, query, "line", "**"),
                                new Continuations.Listing(
                                        house.instance,
                                        ServiceOperation.QUERY_ENROLLMENTS,
                                        "line",
                                        "*")))
                .allSatisfy(other -> assertThat(Continuations.open(other, token)).isEmpty());
    }

    @Test
    void noByteOfATokenCanBeChanged() {
        var bytes = Base64.getUrlDecoder().decode(Continuations.issue(listing, "pump-017"));
        for (int i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= 1;
            var token = Base64.getUrlEncoder().encodeToString(changed);

            assertThat(Continuations.open(listing, token)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!!", "AAAA", "{\"token\":1}"})
    void whatIsNoTokenOpensNothing(String token) {
        assertThat(Continuations.open(listing, token)).isEmpty();
        assertThat(Continuations.open(listing, token.repeat(2000))).isEmpty();
    }
}

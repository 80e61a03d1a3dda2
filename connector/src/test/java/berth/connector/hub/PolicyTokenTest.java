package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubLink;
import berth.core.id.HubHostName;
import berth.testkit.store.MovableClock;
import berth.wire.sas.SasText;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

final class PolicyTokenTest {
    private static final Instant START = Instant.parse("2030-01-07T08:00:00Z");

    private final MovableClock clock = new MovableClock(START);
    private final PolicyToken token =
            new PolicyToken(
                    new HubHostName("contoso.example"),
                    new HubLink.Azure("provisioning", LinkedScriptedHub.key("first")),
                    clock);

    @Test
    void itIsForTheWholeHubAndForAnHour() {
        var parsed = ((SasText.Parsed.Token) SasText.parse(token.text())).token();

        assertThat(parsed.resource()).isEqualTo("contoso.example");
        assertThat(parsed.policy()).contains("provisioning");
        assertThat(parsed.expirySeconds()).isEqualTo(START.plusSeconds(3600).getEpochSecond());
    }

    @Test
    void oneServesForManyCalls() {
        var first = token.text();
        clock.pass(Duration.ofMinutes(44));

        assertThat(token.text()).isEqualTo(first);
    }

    @Test
    void itIsRenewedBeforeFourFifthsOfItsLife() {
        var first = token.text();
        clock.pass(Duration.ofMinutes(47));

        assertThat(token.text()).isNotEqualTo(first);
    }

    @Test
    void aClockThatWasSetBackRenewsIt() {
        var first = token.text();
        clock.pass(Duration.ofDays(-1));

        assertThat(token.text()).isNotEqualTo(first);
    }
}

package berth.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.IdScope;
import berth.core.id.OperationId;

import org.junit.jupiter.api.Test;

import java.util.Random;

class HubMarkerTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");

    @Test
    void aMarkerSurvivesTheStatusReason() {
        var marker = HubMarker.of(SCOPE, 42, OperationId.fresh(new Random(1)));

        assertThat(HubMarker.parse(marker.text())).contains(marker);
        assertThat(marker.text()).hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void anOperatorsTextIsNoMarker() {
        assertThat(HubMarker.parse("stolen from the depot")).isEmpty();
        assertThat(HubMarker.parse("dps1;xyz;1;4")).isEmpty();
    }

    @Test
    void onlyALaterGenerationOfTheSameScopeIsNewer() {
        var first = HubMarker.of(SCOPE, 1, OperationId.fresh(new Random(1)));
        var second = HubMarker.of(SCOPE, 2, OperationId.fresh(new Random(2)));
        var foreign = HubMarker.of(new IdScope("0neABCDEF02"), 3, OperationId.fresh(new Random(3)));

        assertThat(second.newerThan(first)).isTrue();
        assertThat(first.newerThan(second)).isFalse();
        assertThat(first.newerThan(first)).isFalse();
        assertThat(foreign.newerThan(first)).isFalse();
    }
}

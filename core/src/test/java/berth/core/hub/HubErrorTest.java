package berth.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HubErrorTest {
    @Test
    void noNumberAndNoNameOccursTwice() {
        assertThat(HubError.values()).extracting(HubError::code).doesNotHaveDuplicates();
        assertThat(HubError.values()).extracting(HubError::wireName).doesNotHaveDuplicates();
    }

    @Test
    void everyNumberBeginsWithAnHttpStatusOfARefusal() {
        assertThat(HubError.values())
                .allSatisfy(error -> assertThat(error.httpStatus()).isBetween(400, 599));
    }

    @Test
    void theNumbersClientsBranchOnAreTheDocumentedOnes() {
        assertThat(HubError.DEVICE_NOT_FOUND.code()).isEqualTo(404001);
        assertThat(HubError.DEVICE_ALREADY_EXISTS.code()).isEqualTo(409001);
        assertThat(HubError.PRECONDITION_FAILED.code()).isEqualTo(412001);
        assertThat(HubError.IOT_HUB_UNAUTHORIZED_ACCESS.code()).isEqualTo(401002);
        assertThat(HubError.THROTTLED.code()).isEqualTo(429001);
    }
}

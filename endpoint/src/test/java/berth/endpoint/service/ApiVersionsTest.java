package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiVersionsTest {
    @ParameterizedTest
    @CsvSource({
        "api-version=2021-10-01, true",
        "api-version=2019-03-31&x=y, true",
        "x=y&API-Version=2018%2D11-01, true",
        "'', false",
        "api-version, false",
        "api-version=, false",
        "api-version=2020-09-30, false",
        "api-version=2021-10-01&api-version=2021-10-01, false"
    })
    void exactlyOneKnownVersionIsNeeded(String query, boolean spoken) {
        assertThat(ApiVersions.spoken(query)).isEqualTo(spoken);
    }
}

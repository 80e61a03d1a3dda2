package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.hub.mqtt.HubUserName.Parsed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubUserNameTest {
    @ParameterizedTest
    @CsvSource({
        "d1, h.example/d1",
        "d1, h.example/d1/",
        "d1, 'h.example/d1/?api-version=2021-04-12'",
        "d1, 'h.example/d1/api-version=2021-04-12&DeviceClientType=a%2Fb'",
        "d1, 'h.example/d1/?api-version=tomorrow&unknown=1&unknown=2'",
        "d1, 'h.example/d1/?DeviceClientType=x/y/z'",
        "d1/m1, h.example/d1/m1",
        "d1/m1, 'h.example/d1/m1/?api-version=2018-06-30'",
        "d1/m1, 'h.example/d1/m1/api-version=2018-06-30'",
        "'d=1?a', 'h.example/d=1?a/?api-version=2018-06-30'",
        "'d%2B1', 'h.example/d%2B1/?api-version=2018-06-30'"
    })
    void belongsToTheClientIdentifier(String clientId, String userName) {
        assertThat(HubUserName.parse(clientId, userName))
                .isEqualTo(
                        new Parsed.Named(
                                new HubUserName("h.example", HubClient.parse(clientId), null)));
    }

    @ParameterizedTest
    @CsvSource({
        "d1,",
        "d1, ''",
        "d1, h.example",
        "d1, /d1",
        "d1, h.example/d2",
        "d1, h.example/d12",
        "d1, h.example/D1",
        "d1, h.example/d1/m1",
        "d1, 'h.example/d1/m1/?api-version=2018-06-30'",
        "d1/m1, h.example/d1",
        "d1, 'h.example/d1/?api-version='",
        "'d+1', 'h.example/d%2B1/?api-version=1'"
    })
    void isRefusedWhenItDoesNot(String clientId, String userName) {
        assertThat(HubUserName.parse(clientId, userName)).isInstanceOf(Parsed.Wrong.class);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "ä", "d1/", "/m1", "d1/m1/x"})
    void anIdentifierThatNobodyCanHaveIsToldSo(String clientId) {
        assertThat(HubUserName.parse(clientId, "h.example/" + clientId))
                .isInstanceOf(Parsed.NobodysIdentifier.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'model-id=dtmi:a:b;1', dtmi:a:b;1",
        "'model-id=dtmi%3Aa%3Ab%3B1', dtmi:a:b;1",
        "'model-id=dtmi%3aa%3ab%3b1&model-id=x', dtmi:a:b;1",
        "'model-id=',",
        "'other=1',"
    })
    void aModelMayBeNamedEncodedOrNot(String query, String model) {
        assertThat(HubUserName.parse("d1", "h.example/d1/?api-version=1&" + query))
                .isInstanceOfSatisfying(
                        Parsed.Named.class,
                        named -> assertThat(named.name().modelId()).isEqualTo(model));
    }

    @Test
    void withoutAUserNameNobodyIsNamed() {
        assertThat(HubUserName.parse("d1", null)).isInstanceOf(Parsed.Wrong.class);
    }
}

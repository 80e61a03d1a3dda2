package berth.wire.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of MQTT 3.1.1, section 4.7, and those an IoT hub has to do with.
class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a/b, a/b",
        "sport/tennis/player1/#, sport/tennis/player1",
        "sport/tennis/player1/#, sport/tennis/player1/ranking",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon",
        "sport/#, sport",
        "#, sport/tennis",
        "+, sport",
        "+/+, /finance",
        "/+, /finance",
        "+/tennis/#, sport/tennis/x/y",
        "sport/+, sport/",
        "+/monitor/Clients, SYS/monitor/Clients",
        "$SYS/#, $SYS/monitor",
        "$SYS/monitor/+, $SYS/monitor/Clients",
        "$iothub/twin/res/#, '$iothub/twin/res/200/?$rid=1'",
        "devices/d/messages/devicebound/#, devices/d/messages/devicebound/%24.to=x"
    })
    void isMeant(String filter, String topic) {
        assertThat(TopicFilter.matches(filter, topic)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a, b",
        "a, a/b",
        "a/b, a",
        "a/, a",
        "sport/tennis/+, sport/tennis/player1/ranking",
        "sport/+, sport",
        "+, /finance",
        "#, $SYS/monitor",
        "+/monitor/Clients, $SYS/monitor/Clients",
        "sport/tennis#, sport/tennis",
        "sport/tennis#, sport/tennisx",
        "sport/tennis/#/ranking, sport/tennis/x/ranking",
        "sport+, sportx",
        "devices/d/messages/devicebound/#, devices/d2/messages/devicebound/x",
        "$iothub/twin/res/#, $iothub/twin/resx"
    })
    void isNotMeant(String filter, String topic) {
        assertThat(TopicFilter.matches(filter, topic)).isFalse();
    }
}

package berth.cli.fleet.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.mqtt.HubTopics.Incoming;

import org.junit.jupiter.api.Test;

class HubTopicsTest {
    private static final HubTopics OWN = new HubTopics("gw", "gw");
    private static final HubTopics CHILD = new HubTopics("gw", "leaf");

    @Test
    void aDevicesOwnTopicsAreThoseOfTheContract() {
        assertThat(OWN.telemetry()).isEqualTo("devices/gw/messages/events/");
        assertThat(OWN.twin("7")).isEqualTo("$iothub/twin/GET/?$rid=7");
        assertThat(OWN.report("7")).isEqualTo("$iothub/twin/PATCH/properties/reported/?$rid=7");
        assertThat(OWN.filter(HubFeature.METHODS)).isEqualTo("$iothub/methods/POST/#");
        assertThat(OWN.filter(HubFeature.COMMANDS)).isEqualTo("devices/gw/messages/devicebound/#");
        assertThat(OWN.response(-1, "a")).isEqualTo("$iothub/methods/res/-1/?$rid=a");
    }

    @Test
    void aChildsTopicsNameTheChild() {
        assertThat(CHILD.telemetry()).isEqualTo("devices/leaf/messages/events/");
        assertThat(CHILD.twin("7")).isEqualTo("devices/leaf/$iothub/twin/GET/?$rid=7");
        assertThat(CHILD.filter(HubFeature.DESIRED))
                .isEqualTo("devices/leaf/$iothub/twin/PATCH/properties/desired/#");
    }

    @Test
    void whatTheHubSendsIsToldApart() {
        assertThat(HubTopics.incoming("gw", "$iothub/twin/res/204/?$rid=2&$version=2"))
                .contains(new Incoming.Answer(204, "2"));
        assertThat(HubTopics.incoming("gw", "devices/leaf/$iothub/twin/res/403/?$rid=9"))
                .contains(new Incoming.Answer(403, "9"));
        assertThat(HubTopics.incoming("gw", "$iothub/methods/POST/reboot/?$rid=7"))
                .contains(new Incoming.Method("gw", "reboot", "7"));
        assertThat(HubTopics.incoming("gw", "devices/leaf/$iothub/methods/POST/reboot/?$rid=7"))
                .contains(new Incoming.Method("leaf", "reboot", "7"));
        assertThat(HubTopics.incoming("gw", "$iothub/twin/PATCH/properties/desired/?$version=3"))
                .contains(new Incoming.Desired("gw"));
        assertThat(HubTopics.incoming("gw", "devices/gw/messages/devicebound/%24.mid=1"))
                .contains(new Incoming.Command("gw"));
    }

    /// Stock clients cut these apart by position.
    @Test
    void whatAStockClientWouldNotReadIsNotRead() {
        assertThat(HubTopics.incoming("gw", "$iothub/twin/res/20/?$rid=2")).isEmpty();
        assertThat(HubTopics.incoming("gw", "$iothub/twin/res/200/?$version=1&$rid=2")).isEmpty();
        assertThat(HubTopics.incoming("gw", "devices/gw/messages/devicebound/")).isEmpty();
    }
}

package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.hub.live.Feature;
import berth.hub.mqtt.PropertyBag.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;

class HubTopicTest {
    private static final HubClient DEVICE = HubClient.parse("d1");
    private static final HubClient MODULE = HubClient.parse("d1/m1");

    private static HubTopic parse(String topic) {
        return HubTopic.parse(topic, DEVICE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/d1/messages/events", "devices/d1/messages/events/"})
    void telemetryNeedsNoProperties(String topic) {
        assertThat(parse(topic)).isEqualTo(new HubTopic.Telemetry(DEVICE, PropertyBag.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "?a=b", "a=b/", "?a=b/"})
    void telemetryHasItsPropertiesBehindIt(String bag) {
        assertThat(parse("devices/d1/messages/events/" + bag))
                .isEqualTo(
                        new HubTopic.Telemetry(
                                DEVICE, new PropertyBag(List.of(new Property("a", "b")))));
    }

    @Test
    void aModuleHasTopicsOfItsOwn() {
        assertThat(HubTopic.parse("devices/d1/modules/m1/messages/events/a=b", MODULE))
                .contains(
                        new HubTopic.Telemetry(
                                MODULE, new PropertyBag(List.of(new Property("a", "b")))));
        assertThat(HubTopic.parse("$iothub/twin/GET/?$rid=1", MODULE))
                .contains(new HubTopic.TwinGet(MODULE, "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "devices/d1/messages/events/",
                "devices/d1/modules/m2/messages/events/",
                "devices/d2/modules/m1/messages/events/",
                "devices/leaf/messages/events/",
                "devices/leaf/$iothub/twin/GET/?$rid=1"
            })
    void aModuleHasNoTopicsOfOthers(String topic) {
        assertThat(HubTopic.parse(topic, MODULE)).isEmpty();
    }

    @Test
    void namesMayBeEncodedOrNot() {
        var own = HubClient.parse("a+b@c");

        assertThat(HubTopic.parse("devices/a%2Bb%40c/messages/events/", own))
                .contains(new HubTopic.Telemetry(own, PropertyBag.EMPTY));
    }

    @ParameterizedTest
    @CsvSource({
        "'$iothub/twin/GET/?$rid=1', 1",
        "'$iothub/twin/GET/?$rid=', ''",
        "'$iothub/twin/GET/?x=y&$rid=9f-%20x&z', 9f-%20x"
    })
    void aRequestIdIsTakenAsItStands(String topic, String rid) {
        assertThat(parse(topic)).isEqualTo(new HubTopic.TwinGet(DEVICE, rid));
    }

    @Test
    void aReportMayNameTheVersionItIsAbout() {
        var topic = "$iothub/twin/PATCH/properties/reported/?$rid=7";

        assertThat(parse(topic)).isEqualTo(new HubTopic.Report(DEVICE, "7", null));
        assertThat(parse(topic + "&$version=3")).isEqualTo(new HubTopic.Report(DEVICE, "7", "3"));
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "-1, -1", "0, 0", "+5, 5", "999999999, 999999999"})
    void aMethodsStatusIsTheDevicesOwn(String text, int status) {
        assertThat(parse("$iothub/methods/res/" + text + "/?$rid=7"))
                .isEqualTo(new HubTopic.MethodResponse(DEVICE, status, "7"));
    }

    @Test
    void aGatewaySpeaksForChildrenWithTheirNameBefore() {
        var child = HubClient.parse("leaf");

        assertThat(parse("devices/leaf/messages/events/"))
                .isEqualTo(new HubTopic.Telemetry(child, PropertyBag.EMPTY));
        assertThat(parse("devices/leaf/$iothub/twin/GET/?$rid=1"))
                .isEqualTo(new HubTopic.TwinGet(child, "1"));
        assertThat(parse("devices/leaf/$iothub/methods/res/200/?$rid=1"))
                .isEqualTo(new HubTopic.MethodResponse(child, 200, "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "devices",
                "devices/d1",
                "devices/d1/messages",
                "devices/d1/messages/eventsx",
                "devices/d1/messages/devicebound/",
                "devices/d 1/messages/events/",
                "devices/d1/modules/m1/messages/events/",
                "devices/d1/$iothub/twin/GET/?$rid=1",
                "devices//messages/events/",
                "$iothub/",
                "$iothub/twin/GET/",
                "$iothub/twin/GET/?rid=1",
                "$iothub/twin/GET?$rid=1",
                "$iothub/twin/PATCH/properties/desired/?$rid=1",
                "$iothub/methods/res//?$rid=1",
                "$iothub/methods/res/ok/?$rid=1",
                "$iothub/methods/res/1234567890/?$rid=1",
                "$iothub/methods/POST/reboot/?$rid=1",
                "$SYS/x"
            })
    void otherTopicsAreNobodys(String topic) {
        assertThat(HubTopic.parse(topic, DEVICE)).isEmpty();
    }

    @Test
    void aRequestIdHasALimit() {
        var topic = "$iothub/twin/GET/?$rid=";

        assertThat(HubTopic.parse(topic + "x".repeat(HubTopic.RID_MAX), DEVICE)).isPresent();
        assertThat(HubTopic.parse(topic + "x".repeat(HubTopic.RID_MAX + 1), DEVICE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "devices/d1/messages/devicebound/#, COMMANDS",
        "$iothub/methods/POST/#, METHODS",
        "$iothub/twin/PATCH/properties/desired/#, DESIRED"
    })
    void filtersSayWhatIsToBeSent(String filter, Feature feature) {
        assertThat(HubFilter.parse(filter, DEVICE))
                .contains(new HubFilter(DEVICE, Set.of(feature)));
    }

    @ParameterizedTest
    @CsvSource({
        "devices/d1/modules/m1/messages/devicebound/#, COMMANDS",
        "devices/d1/modules/m1/#, COMMANDS",
        "devices/d1/modules/m1/inputs/#,",
        "$iothub/twin/res/#,"
    })
    void filtersOfModules(String filter, Feature feature) {
        assertThat(HubFilter.parse(filter, MODULE))
                .contains(new HubFilter(MODULE, feature == null ? Set.of() : Set.of(feature)));
    }

    @ParameterizedTest
    @CsvSource({
        "devices/leaf/messages/devicebound/#, COMMANDS",
        "devices/leaf/$iothub/methods/POST/#, METHODS",
        "devices/leaf/$iothub/twin/PATCH/properties/desired/#, DESIRED",
        "devices/leaf/$iothub/twin/res/#,"
    })
    void filtersOfAChild(String filter, Feature feature) {
        assertThat(HubFilter.parse(filter, DEVICE))
                .contains(
                        new HubFilter(
                                HubClient.parse("leaf"),
                                feature == null ? Set.of() : Set.of(feature)));
        assertThat(HubFilter.parse(filter, MODULE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+/#",
                "$iothub/#",
                "$iothub/twin/#",
                "$iothub/twin/res/200",
                "devices/#",
                "devices/+/messages/devicebound/#",
                "devices/d1/#",
                "devices/d1/messages/devicebound/",
                "devices/d1/messages/devicebound/+/#",
                "devices/d1/messages/events/#",
                "devices/d1/modules/m1/#",
                "devices/d1/inputs/#",
                "devices/d1/$iothub/twin/res/#",
                "devices/leaf/#"
            })
    void otherFiltersAreNobodys(String filter) {
        assertThat(HubFilter.parse(filter, DEVICE)).isEmpty();
    }

    @Test
    void aNameThatNoTopicCanHoldCannotBeListenedTo() {
        assertThat(HubFilter.parse("devices/a+b/messages/devicebound/#", HubClient.parse("a+b")))
                .isEmpty();
    }
}

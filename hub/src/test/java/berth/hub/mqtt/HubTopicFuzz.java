package berth.hub.mqtt;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.hub.HubClient;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.TopicFilter;

import java.nio.charset.StandardCharsets;

/// Feeds text to the readers of topics and filters: they answer with something of ours or with
/// nothing, every answer to it can be sent, and nobody speaks for somebody else unnoticed.
public final class HubTopicFuzz {
    private static final long ALLOWANCE = 64 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 256;
    private static final HubClient DEVICE = HubClient.parse("dev-01");
    private static final HubClient MODULE = HubClient.parse("dev-01/m1");

    private HubTopicFuzz() {}

    /// @throws AssertionError when a reader breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        var text = new String(data, StandardCharsets.UTF_8);
        long bytes = ALLOWANCE + ALLOWANCE_PER_BYTE * data.length;
        allocatesAtMost(bytes, () -> HubTopic.parse(text, DEVICE));
        allocatesAtMost(bytes, () -> HubFilter.parse(text, DEVICE));
        allocatesAtMost(bytes, () -> HubUserName.parse("dev-01", text));
        check(text, DEVICE);
        check(text, MODULE);
    }

    private static void check(String text, HubClient own) {
        HubTopic.parse(text, own).ifPresent(topic -> check(text, topic, own));
        HubFilter.parse(text, own).ifPresent(filter -> check(text, filter, own));
    }

    private static void check(String text, HubTopic topic, HubClient own) {
        boolean named = text.contains("devices/" + topic.client().deviceId() + "/");
        holds(
                topic.client().equals(own) || (named && !topic.client().isModule()),
                "it speaks for " + topic.client());
        holds(!own.isModule() || topic.client().equals(own), "a module with children");
        switch (topic) {
            case HubTopic.TwinGet(var client, var rid) ->
                    holds(text.contains("$rid=" + rid) && answers(own, client, rid), "no answer");
            case HubTopic.Report(var client, var rid, _) ->
                    holds(text.contains("$rid=" + rid) && answers(own, client, rid), "no answer");
            case HubTopic.MethodResponse(_, _, var rid) ->
                    holds(text.contains("$rid=" + rid), "another request");
            case HubTopic.Telemetry(_, PropertyBag bag) ->
                    holds(PropertyBag.parse(bag.text()).text().equals(bag.text()), "another bag");
        }
    }

    /// Text that cannot come in a packet may have wildcards.
    private static boolean answers(HubClient own, HubClient client, String rid) {
        var topic = new OutTopics(own).twinAnswer(client, 200, rid);
        return Push.isTopic(topic)
                || rid.indexOf('#') >= 0
                || rid.indexOf('+') >= 0
                || client.text().indexOf('#') >= 0
                || client.text().indexOf('+') >= 0;
    }

    private static void check(String text, HubFilter filter, HubClient own) {
        holds(
                filter.client().equals(own)
                        || text.startsWith("devices/" + filter.client().deviceId() + "/"),
                "it listens for " + filter.client());
        var inside = text.substring(0, text.length() - 1) + "x";
        holds(Push.isTopic(inside), "nothing can be sent to " + text);
        holds(TopicFilter.matches(text, inside), "nothing is heard of " + text);
    }
}

package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.core.hub.message.LockedCommand;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.hub.live.EndReason;
import berth.hub.live.MethodCall;
import berth.hub.live.Outlet;
import berth.net.mqtt.MqttOutlet;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.json.JsonText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the hub sends by itself, as MQTT. For any number of threads; does not block.
record HubOutlet(OutTopics topics, MqttOutlet outlet, CommandWindow window, LastWords lastWords)
        implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(HubOutlet.class);

    @Override
    public void desired(HubClient client, JsonObject patch, long version) {
        push(topics.desired(client, version), JsonText.bytes(patch));
    }

    @Override
    public void method(MethodCall call) {
        push(topics.method(call), call.payload());
    }

    @Override
    public void command(LockedCommand command) {
        window.offer(command);
    }

    @Override
    public void end(EndReason reason) {
        switch (reason) {
            case TAKEN_OVER -> outlet.close("the client has connected anew");
            case EXPIRED -> outlet.close("the token has expired");
            case DISABLED -> banish("the device is disabled");
            case DELETED -> banish("the identity is gone");
        }
    }

    private void banish(String reason) {
        lastWords.refuse();
        outlet.close(reason);
    }

    /// A method whose name is no part of a topic is not answered, and its caller hears of that.
    private void push(String topic, ByteString payload) {
        if (Push.isTopic(topic)) {
            outlet.push(Push.forgotten(topic, payload));
        } else {
            LOG.warn("nothing can be sent to a topic for {}", topics.own());
        }
    }
}

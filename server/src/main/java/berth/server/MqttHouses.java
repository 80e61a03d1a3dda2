package berth.server;

import berth.net.Peer;
import berth.net.mqtt.MqttEndpoint;
import berth.net.mqtt.MqttOutlet;
import berth.wire.mqtt.MqttPacket;

import org.jspecify.annotations.Nullable;

/// Two houses behind one port: a user name begins with an ID scope or with a hub's host name. Host
/// names of hubs have a dot, ID scopes have none. Source: iot-hub-protocol, sections 0 and 13;
/// dps-device-protocol, section 2.1.
record MqttHouses(MqttEndpoint provisioning, MqttEndpoint hub) implements MqttEndpoint {
    @Override
    public Greeting connect(MqttPacket.Connect connect, Peer peer, MqttOutlet outlet) {
        return house(connect.userName()).connect(connect, peer, outlet);
    }

    private MqttEndpoint house(@Nullable String userName) {
        return userName != null && userName.split("/", 2)[0].indexOf('.') >= 0 ? hub : provisioning;
    }
}

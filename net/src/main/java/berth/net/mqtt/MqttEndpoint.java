package berth.net.mqtt;

import berth.net.Peer;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;

/// Who answers clients. One port can serve several houses: an endpoint may choose another one by
/// the user name.
public interface MqttEndpoint {
    /// A client wants in. May block; how many at one time is the endpoint's to limit, as it is with
    /// the work of conversations. A connection has one piece of it at a time.
    Greeting connect(MqttPacket.Connect connect, Peer peer);

    /// What a client is told.
    sealed interface Greeting {
        /// Come in.
        record Welcome(MqttConversation conversation) implements Greeting {}

        /// Stay out.
        record TurnedAway(ConnectCode code) implements Greeting {
            public TurnedAway {
                if (code == ConnectCode.ACCEPTED) {
                    throw new IllegalArgumentException("this is no way to turn somebody away");
                }
            }
        }
    }
}

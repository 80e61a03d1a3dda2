package berth.net.mqtt;

import berth.net.Peer;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.Qos;

import java.util.Map;

/// Who answers clients. One port can serve several houses: an endpoint may choose another one by
/// the user name.
public interface MqttEndpoint {
    /// A client wants in. May block; how many at one time is the endpoint's to limit, as it is with
    /// the work of conversations. A connection has one piece of it at a time.
    ///
    /// @param outlet to this client, from now on; what is pushed before the client is let in waits
    ///   until it is
    Greeting connect(MqttPacket.Connect connect, Peer peer, MqttOutlet outlet);

    /// What a client is told.
    sealed interface Greeting {
        /// Come in. Whatever happens next, even if the client has left meanwhile,
        /// [MqttConversation#leave] is called once.
        record Welcome(MqttConversation conversation, Remembered remembered) implements Greeting {
            /// For a client of which nothing outlives its connection.
            public Welcome(MqttConversation conversation) {
                this(conversation, Remembered.NOTHING);
            }
        }

        /// Stay out.
        record TurnedAway(ConnectCode code) implements Greeting {
            public TurnedAway {
                if (code == ConnectCode.ACCEPTED) {
                    throw new IllegalArgumentException("this is no way to turn somebody away");
                }
            }
        }
    }

    /// What is known of a client from its last connection.
    ///
    /// @param sessionPresent what CONNACK says of it
    /// @param subscriptions what it listens to without asking again, 0 or 1 each
    record Remembered(boolean sessionPresent, Map<String, Qos> subscriptions) {
        public static final Remembered NOTHING = new Remembered(false, Map.of());

        public Remembered {
            subscriptions = Map.copyOf(subscriptions);
        }
    }
}

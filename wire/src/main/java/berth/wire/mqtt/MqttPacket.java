package berth.wire.mqtt;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One packet. Whatever can be written reads the same again.
///
/// The packets of QoS 2 are not here: Azure's services do not speak it, and neither do we.
public sealed interface MqttPacket {
    /// How many topic filters one packet may hold: three bytes of it become an object of ours, and
    /// nobody needs more at once.
    int FILTERS_MAX = 256;

    /// A client opens a connection of MQTT 3.1.1.
    ///
    /// @param clientId may be empty
    /// @param keepAliveSeconds how often the client will be heard of at least; 0 for never
    /// @param password only with a user name
    record Connect(
            String clientId,
            boolean cleanSession,
            int keepAliveSeconds,
            @Nullable String userName,
            @Nullable Secret password,
            @Nullable Will will)
            implements MqttPacket {
        public Connect {
            requireUnsignedShort(keepAliveSeconds, 0);
            if (password != null && userName == null) {
                throw new IllegalArgumentException("a password without a user name");
            }
        }

        /// A CONNECT of a client that identifies itself and wants nothing special.
        public static Connect of(
                String clientId, int keepAliveSeconds, String userName, @Nullable Secret password) {
            return new Connect(clientId, true, keepAliveSeconds, userName, password, null);
        }
    }

    /// What the server is to publish when the client is lost.
    record Will(String topic, ByteString payload, Qos qos, boolean retain) {}

    /// A client opens a connection of another version of the protocol; the rest is not looked at.
    ///
    /// @param protocol `MQTT` or `MQIsdp`, perhaps something else
    /// @param level 3 for MQTT 3.1, 5 for MQTT 5
    record ForeignConnect(String protocol, int level) implements MqttPacket {
        public ForeignConnect {
            if (level < 0 || level > 0xff || MqttReader.speaks(protocol, level)) {
                throw new IllegalArgumentException("level " + level + " is not foreign");
            }
        }
    }

    record ConnAck(boolean sessionPresent, ConnectCode code) implements MqttPacket {}

    /// A message.
    ///
    /// @param topic without wildcards, not empty
    /// @param packetId 1 to 65535, and 0 when nobody acknowledges the message
    /// @param qos not [Qos#EXACTLY_ONCE]
    record Publish(
            String topic,
            ByteString payload,
            Qos qos,
            int packetId,
            boolean retain,
            boolean duplicate)
            implements MqttPacket {
        public Publish {
            boolean acknowledged = qos == Qos.AT_LEAST_ONCE;
            requireUnsignedShort(packetId, acknowledged ? 1 : 0);
            if (qos == Qos.EXACTLY_ONCE || (!acknowledged && (packetId != 0 || duplicate))) {
                throw new IllegalArgumentException("a message that MQTT does not know");
            }
            if (!isTopic(topic)) {
                throw new IllegalArgumentException("not the name of a topic");
            }
        }

        /// A message of which no more is heard.
        public static Publish atMostOnce(String topic, ByteString payload) {
            return new Publish(topic, payload, Qos.AT_MOST_ONCE, 0, false, false);
        }

        /// A message that is acknowledged, sent for the first time.
        public static Publish atLeastOnce(String topic, ByteString payload, int packetId) {
            return new Publish(topic, payload, Qos.AT_LEAST_ONCE, packetId, false, false);
        }
    }

    record PubAck(int packetId) implements MqttPacket {
        /// On the wire, header and all.
        public static final int BYTES = 4;

        public PubAck {
            requireUnsignedShort(packetId, 1);
        }
    }

    /// @param subscriptions 1 to [#FILTERS_MAX]
    record Subscribe(int packetId, List<Subscription> subscriptions) implements MqttPacket {
        public Subscribe {
            requireUnsignedShort(packetId, 1);
            subscriptions = List.copyOf(subscriptions);
            requireSome(subscriptions.size(), FILTERS_MAX);
        }
    }

    /// @param filter a topic, perhaps with wildcards; not empty, else unchecked
    record Subscription(String filter, Qos qos) {
        public Subscription {
            requireSome(filter.length(), 0xffff);
        }
    }

    /// @param codes one for each subscription asked for, in order: the QoS granted, or [#REFUSED]
    record SubAck(int packetId, List<Integer> codes) implements MqttPacket {
        public static final int REFUSED = 0x80;

        public SubAck {
            requireUnsignedShort(packetId, 1);
            codes = List.copyOf(codes);
            requireSome(codes.size(), FILTERS_MAX);
            if (!codes.stream().allMatch(SubAck::isCode)) {
                throw new IllegalArgumentException("not the codes of a SUBACK: " + codes);
            }
        }

        static boolean isCode(int number) {
            return number == REFUSED || (number >= 0 && number <= 2);
        }
    }

    /// @param filters 1 to [#FILTERS_MAX], none empty
    record Unsubscribe(int packetId, List<String> filters) implements MqttPacket {
        public Unsubscribe {
            requireUnsignedShort(packetId, 1);
            filters = List.copyOf(filters);
            requireSome(filters.size(), FILTERS_MAX);
            filters.forEach(filter -> requireSome(filter.length(), 0xffff));
        }
    }

    record UnsubAck(int packetId) implements MqttPacket {
        public UnsubAck {
            requireUnsignedShort(packetId, 1);
        }
    }

    record PingReq() implements MqttPacket {}

    record PingResp() implements MqttPacket {}

    /// The client leaves in peace.
    record Disconnect() implements MqttPacket {}

    /// Whether a message can be sent to this topic: it is not empty and has no wildcards. Its
    /// length is not looked at. Source: MQTT 3.1.1, sections 3.3.2.1 and 4.7.3.
    static boolean isTopic(String topic) {
        return !topic.isEmpty() && topic.indexOf('#') < 0 && topic.indexOf('+') < 0;
    }

    private static void requireUnsignedShort(int number, int min) {
        if (number < min || number > 0xffff) {
            throw new IllegalArgumentException("%d is not %d to 65535".formatted(number, min));
        }
    }

    private static void requireSome(int length, int max) {
        if (length == 0 || length > max) {
            throw new IllegalArgumentException("%d is not 1 to %d".formatted(length, max));
        }
    }
}

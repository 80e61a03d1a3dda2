package berth.net.mqtt;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttPacket.Subscription;
import berth.wire.mqtt.Qos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Takes messages to `d2c` in batches and writes down everything that happens; pushes when a test
/// says so. Whoever wants to listen to `no` may not.
final class HubbubEndpoint implements MqttEndpoint {
    static final int MESSAGES_MAX = 4;
    static final int BYTES_MAX = 100;
    static final int BATCH_MAX = 3;
    static final int PUSHES_MAX = 2;
    static final ConversationLimits LIMITS =
            new ConversationLimits(
                    2_000,
                    100,
                    5,
                    new ConversationLimits.Backlog(
                            MESSAGES_MAX,
                            BYTES_MAX,
                            ConversationLimits.Excess.WAIT,
                            BATCH_MAX,
                            BYTES_MAX),
                    PUSHES_MAX,
                    Duration.ofSeconds(1767),
                    null);

    final List<String> done = new ArrayList<>();
    final List<String> fates = new ArrayList<>();
    Remembered remembered = Remembered.NOTHING;
    MqttConversation.Settled settled = new MqttConversation.Settled.All(List.of());
    Optional<Push> whileConnecting = Optional.empty();
    Optional<Push> whileListening = Optional.empty();
    Runnable onListening = () -> {};
    MqttOutlet outlet;

    @Override
    public Greeting connect(MqttPacket.Connect connect, Peer peer, MqttOutlet out) {
        outlet = out;
        whileConnecting.ifPresent(out::push);
        return new Greeting.Welcome(new Conversation(), remembered);
    }

    /// A message whose fate is written down.
    Push push(String topic, String text, Qos qosMax) {
        return new Push(
                topic,
                ByteString.of(text.getBytes(StandardCharsets.UTF_8)),
                qosMax,
                false,
                fate -> fates.add(text + " " + fate));
    }

    private static String text(Publish message) {
        return new String(message.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    private final class Conversation implements MqttConversation {
        private final Consignee consignee = this::taken;

        @Override
        public ConversationLimits limits() {
            return LIMITS;
        }

        @Override
        public Receipt receive(Publish message) {
            return message.topic().startsWith("d2c")
                    ? new Receipt.Entrusted(consignee)
                    : new Receipt.Unwelcome("a topic of nobody's");
        }

        private Settled taken(List<Publish> batch) {
            done.add(batch.stream().map(HubbubEndpoint::text).collect(Collectors.joining("+")));
            return settled;
        }

        @Override
        public Consent subscribe(List<Subscription> wanted) {
            return new Consent.AfterWork(
                    () -> {
                        done.add(
                                wanted.stream()
                                        .map(Subscription::filter)
                                        .collect(Collectors.joining(" ", "subscribe ", "")));
                        return wanted.stream().map(one -> !one.filter().equals("no")).toList();
                    });
        }

        @Override
        public Optional<Runnable> unsubscribe(List<String> filters) {
            return Optional.of(() -> done.add("unsubscribe " + String.join(" ", filters)));
        }

        @Override
        public void listens() {
            done.add("listens");
            onListening.run();
            whileListening.ifPresent(outlet::push);
        }

        @Override
        public void leave(Departure departure) {
            done.add(
                    switch (departure) {
                        case Departure.InPeace() -> "left in peace";
                        case Departure.Lost(String reason) -> "lost: " + reason;
                    });
        }
    }

    /// What a client listened to when it was here last.
    static Remembered remembered(String filter, Qos qos) {
        return new Remembered(true, Map.of(filter, qos));
    }
}

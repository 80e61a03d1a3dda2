package berth.net.mqtt;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Lets in whoever is not called `stranger`, and answers each message to `ask/…` with its own
/// payload on `res/…`; other topics are unwelcome.
final class ScriptedEndpoint implements MqttEndpoint {
    static final ConversationLimits LIMITS =
            new ConversationLimits(
                    2_000,
                    20,
                    4,
                    ConversationLimits.Backlog.closing(3, 1_000),
                    0,
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(5));

    final List<String> done = new ArrayList<>();
    Duration answerNotBefore = Duration.ZERO;
    int open;

    @Override
    public Greeting connect(MqttPacket.Connect connect, Peer peer, MqttOutlet outlet) {
        done.add("connect " + connect.clientId());
        if (connect.clientId().equals("stranger")) {
            return new Greeting.TurnedAway(ConnectCode.NOT_AUTHORIZED);
        }
        open++;
        return new Greeting.Welcome(new Conversation());
    }

    private final class Conversation implements MqttConversation {
        @Override
        public void leave(Departure departure) {
            open--;
        }

        @Override
        public ConversationLimits limits() {
            return LIMITS;
        }

        @Override
        public Consent subscribe(List<MqttPacket.Subscription> wanted) {
            return new Consent.Now(
                    wanted.stream().map(one -> one.filter().startsWith("res/")).toList());
        }

        @Override
        public Receipt receive(MqttPacket.Publish message) {
            if (!message.topic().startsWith("ask/")) {
                return new Receipt.Unwelcome("a topic of nobody's");
            }
            String text = new String(message.payload().toByteArray(), StandardCharsets.UTF_8);
            return new Receipt.Taken(
                    () -> {
                        done.add(text);
                        return answer(text);
                    },
                    answerNotBefore);
        }

        private MqttAnswer answer(String text) {
            return new MqttAnswer("res/1", ByteString.of(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}

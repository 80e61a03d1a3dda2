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
            new ConversationLimits(2_000, 20, 2, 3, 1_000, Duration.ofMinutes(5));

    final List<String> done = new ArrayList<>();
    Duration answerNotBefore = Duration.ZERO;
    int open;
    int openMax = 1;

    @Override
    public Greeting connect(MqttPacket.Connect connect, Peer peer) {
        done.add("connect " + connect.clientId());
        return connect.clientId().equals("stranger")
                ? new Greeting.TurnedAway(ConnectCode.NOT_AUTHORIZED)
                : new Greeting.Welcome(new Conversation());
    }

    private final class Conversation implements MqttConversation {
        @Override
        public boolean enter() {
            if (open == openMax) {
                return false;
            }
            open++;
            return true;
        }

        @Override
        public void leave() {
            open--;
        }

        @Override
        public ConversationLimits limits() {
            return LIMITS;
        }

        @Override
        public boolean mayListen(String filter) {
            return filter.startsWith("res/");
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
            return new MqttAnswer(
                    "res/#", "res/1", ByteString.of(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}

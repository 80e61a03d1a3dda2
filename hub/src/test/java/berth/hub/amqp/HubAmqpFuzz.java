package berth.hub.amqp;

import berth.hub.live.LiveScene;
import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.engine.Sender;

import java.util.ArrayList;
import java.util.List;

/// What any bytes may do as a message: be settled, one way or another, and the connection goes on.
/// The first byte chooses the address.
public final class HubAmqpFuzz {
    private static final List<String> ADDRESSES =
            List.of(
                    "$cbs",
                    "/devices/dev-01/messages/events",
                    "/devices/dev-01/methods/devicebound",
                    "/devices/dev-01/twin",
                    "/messages/devicebound");

    private static List<Sender> senders = List.of();
    private static Bench bench = fresh();
    private static int runs;

    private HubAmqpFuzz() {}

    private static Bench fresh() {
        var scene = new LiveScene();
        scene.device("dev-01");
        var made = new Bench(scene, AmqpClient.withoutSasl()).admitted("dev-01").asService();
        made.receiver("/devices/dev-01/twin");
        var attached = new ArrayList<Sender>();
        ADDRESSES.forEach(address -> attached.add(made.sender(address)));
        senders = attached;
        return made;
    }

    /// Jazzer's entry point, and our own.
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        if (++runs % 500 == 0) {
            bench = fresh();
        }
        var sender = senders.get((data[0] & 0xff) % senders.size());
        int before = bench.client.outcomes().size();
        var message = new byte[data.length - 1];
        System.arraycopy(data, 1, message, 0, message.length);
        bench.client.send(sender, message, message.length);
        bench.until(() -> bench.client.outcomes().size() > before);
        bench.client.outcomes().clear();
        bench.client.messages().clear();
        bench.client.received().clear();
        if (!bench.client.closedWith().isEmpty() || !Bench.refusal(sender).isEmpty()) {
            throw new AssertionError("a message ended more than itself");
        }
    }
}

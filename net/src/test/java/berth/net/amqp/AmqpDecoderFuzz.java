package berth.net.amqp;

import berth.net.link.FakeLink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/// What any bytes may do to a connection: be served, or end it in the way the protocol declares.
/// Anything thrown is a finding. The first byte chooses how the bytes are cut and what went before.
public final class AmqpDecoderFuzz {
    /// What a connection may hold and answer for the bytes it was given: a frame's worth each way.
    private static final int WRITTEN_BYTES_MAX = 64 * 1024;

    /// A header, an open and a begin.
    private static final byte[] OPENED =
            HexFormat.of()
                    .parseHex(
                            "414d515000010000"
                                    + "0000001002000000005310c00301a100"
                                    + "0000001a02000000005311c00d04404370000008007000000800");

    private AmqpDecoderFuzz() {}

    /// Jazzer's entry point, and our own.
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        message(data);
        connection(data);
    }

    private static void message(byte[] data) {
        var limits = AmqpLimits.PROVISIONING;
        if (MessageCodec.decode(data, 0, limits) instanceof AmqpMessage message) {
            unchanged(message, limits);
        }
        if (MessageCodec.decode(data, MessageCodec.BATCH, limits) instanceof AmqpBatch batch) {
            batch.messages().forEach(message -> unchanged(message, limits));
        }
    }

    private static void unchanged(AmqpMessage message, AmqpLimits limits) {
        if (message.body() instanceof AmqpBody.Other) {
            return;
        }
        AmqpContent again = MessageCodec.decode(MessageCodec.encode(message), 0, limits);
        if (!again.equals(message)) {
            throw new AssertionError("a message changed: " + message + " to " + again);
        }
    }

    private static void connection(byte[] data) {
        var link = new FakeLink();
        var conversation = new ScriptedConversation();
        var session =
                new AmqpProtocol(
                                connection -> {
                                    conversation.connection = connection;
                                    return conversation;
                                },
                                AmqpLimits.PROVISIONING,
                                "berth",
                                link::nanos)
                        .open(link);
        if ((data[0] & 1) != 0) {
            session.received(ByteBuffer.wrap(OPENED));
        }
        int step = (data[0] & 2) == 0 ? data.length : 1 + (data[0] & 0xff) / 4;
        for (int at = 1; at < data.length && !link.isClosed(); at += step) {
            session.received(ByteBuffer.wrap(data, at, Math.min(step, data.length - at)));
        }
        for (var delivery : conversation.deliveries) {
            conversation.connection.later(Duration.ZERO, delivery::accept);
        }
        link.work();
        if (link.written().length() > WRITTEN_BYTES_MAX) {
            throw new AssertionError("an answer much larger than the question");
        }
        link.pass(Duration.ofMinutes(10));
        if (!link.isClosed()) {
            throw new AssertionError("a connection that outlives all deadlines");
        }
    }
}

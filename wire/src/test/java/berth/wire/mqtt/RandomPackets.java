package berth.wire.mqtt;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Packets of all kinds, drawn from a seed.
final class RandomPackets {
    private static final String LETTERS = "aZ0$/&?=.-_ üß€漢😀";

    private final Random random;

    RandomPackets(long seed) {
        this.random = new Random(seed);
    }

    MqttPacket next() {
        return switch (random.nextInt(12)) {
            case 0 -> connect();
            case 1 -> new MqttPacket.ForeignConnect(text(8), random.nextInt(5, 256));
            case 2 -> new MqttPacket.ConnAck(random.nextBoolean(), any(ConnectCode.values()));
            case 3 -> MqttPacket.Publish.atMostOnce("t" + text(40), bytes(600));
            case 4 ->
                    new MqttPacket.Publish(
                            "t" + text(40),
                            bytes(20_000),
                            Qos.AT_LEAST_ONCE,
                            packetId(),
                            random.nextBoolean(),
                            random.nextBoolean());
            case 5 -> new MqttPacket.PubAck(packetId());
            case 6 ->
                    new MqttPacket.Subscribe(
                            packetId(),
                            some(() -> new MqttPacket.Subscription("#" + text(20), qos())));
            case 7 ->
                    new MqttPacket.SubAck(
                            packetId(),
                            some(() -> random.nextBoolean() ? 0x80 : random.nextInt(3)));
            case 8 -> new MqttPacket.Unsubscribe(packetId(), some(() -> "+" + text(20)));
            case 9 -> new MqttPacket.UnsubAck(packetId());
            case 10 -> random.nextBoolean() ? new MqttPacket.PingReq() : new MqttPacket.PingResp();
            default -> new MqttPacket.Disconnect();
        };
    }

    private MqttPacket connect() {
        boolean named = random.nextBoolean();
        return new MqttPacket.Connect(
                text(30),
                random.nextBoolean(),
                random.nextInt(0x10000),
                named ? text(100) : null,
                named && random.nextBoolean() ? Secret.of(bytes(300).toByteArray()) : null,
                random.nextBoolean()
                        ? new MqttPacket.Will(text(30), bytes(50), qos(), random.nextBoolean())
                        : null);
    }

    private <T> List<T> some(Supplier<T> one) {
        return Stream.generate(one).limit(random.nextInt(1, 6)).toList();
    }

    private Qos qos() {
        return any(Qos.values());
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private int packetId() {
        return random.nextInt(1, 0x10000);
    }

    private String text(int lengthMax) {
        int[] points = LETTERS.codePoints().toArray();
        return random.ints(random.nextInt(lengthMax + 1), 0, points.length)
                .map(index -> points[index])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private ByteString bytes(int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }
}

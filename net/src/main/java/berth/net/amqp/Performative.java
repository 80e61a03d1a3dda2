package berth.net.amqp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a frame is about, by the descriptor of its body. Only what a client may send. Source: AMQP
/// 1.0, sections 2.7 and 5.3.3.
enum Performative {
    OPEN(0x10, "amqp:open:list"),
    BEGIN(0x11, "amqp:begin:list"),
    ATTACH(0x12, "amqp:attach:list"),
    FLOW(0x13, "amqp:flow:list"),
    TRANSFER(0x14, "amqp:transfer:list"),
    DISPOSITION(0x15, "amqp:disposition:list"),
    DETACH(0x16, "amqp:detach:list"),
    END(0x17, "amqp:end:list"),
    CLOSE(0x18, "amqp:close:list"),
    SASL_INIT(0x41, "amqp:sasl-init:list"),
    SASL_RESPONSE(0x43, "amqp:sasl-response:list");

    private final long code;
    private final String symbol;

    Performative(long code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    boolean isSasl() {
        return this == SASL_INIT || this == SASL_RESPONSE;
    }

    /// Reads the descriptor of a value that [EncodingScan] has passed.
    static Optional<Performative> at(ByteBuffer bytes, int from) {
        if (bytes.get(from) != 0) {
            return Optional.empty();
        }
        return switch (bytes.get(from + 1) & 0xff) {
            case 0x53 -> byCode(bytes.get(from + 2) & 0xff);
            case 0x80 -> byCode(bytes.getLong(from + 2));
            case 0xa3 -> bySymbol(text(bytes, from + 3, bytes.get(from + 2) & 0xff));
            case 0xb3 -> bySymbol(text(bytes, from + 6, bytes.getInt(from + 2)));
            default -> Optional.empty();
        };
    }

    private static String text(ByteBuffer bytes, int from, int length) {
        var text = new byte[length];
        bytes.get(from, text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static Optional<Performative> byCode(long code) {
        return Arrays.stream(values()).filter(known -> known.code == code).findFirst();
    }

    private static Optional<Performative> bySymbol(String symbol) {
        return Arrays.stream(values()).filter(known -> known.symbol.equals(symbol)).findFirst();
    }
}

package berth.net.amqp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/// Cuts the peer's bytes into protocol headers and frames, and passes nothing on that the engine
/// behind it would trip over: sizes are judged as soon as they are known, bodies are scanned, and
/// performatives come in an order that makes sense. The engine leaves all that unchecked.
///
/// ```text
/// header  'A' 'M' 'Q' 'P'  protocol (3 SASL, 0 AMQP)  1 0 0
/// frame   size32  data offset8, in words  type8 (0 AMQP, 1 SASL)  channel16  …  body
/// ```
///
/// Phases:
/// - START to SASL or OPENING: by the first header.
/// - SASL to OPENING: the second header.
/// - OPENING to OPEN: the open frame.
///
/// Source: AMQP 1.0, sections 2.2, 2.3 and 5.3.1.
final class FrameReader {
    enum Phase {
        START,
        SASL,
        OPENING,
        OPEN
    }

    private static final int AMQP = 0x414d5150;
    private static final int HEADER_BYTES = 8;
    private static final long SASL_HEADER = 0x414d5150_03010000L;
    private static final long AMQP_HEADER = 0x414d5150_00010000L;

    private final BitSet begun = new BitSet();
    private AmqpLimits limits;
    private Phase phase = Phase.START;
    private byte[] partial = {};
    private int have;

    FrameReader(AmqpLimits limits) {
        this.limits = limits;
    }

    /// From the next frame on.
    void limits(AmqpLimits changed) {
        limits = changed;
    }

    Phase phase() {
        return phase;
    }

    /// Takes one whole header or frame from `in`, or what there is of it.
    ///
    /// @return the whole; null if more bytes are needed
    @Nullable ByteBuffer next(ByteBuffer in) throws AmqpViolation {
        ByteBuffer whole = whole(in);
        if (whole != null) {
            check(whole);
        }
        return whole;
    }

    private @Nullable ByteBuffer whole(ByteBuffer in) throws AmqpViolation {
        if (have == 0 && in.remaining() >= Integer.BYTES) {
            int size = size(in.getInt(in.position()));
            if (in.remaining() >= size) {
                ByteBuffer whole = in.slice(in.position(), size);
                in.position(in.position() + size);
                return whole;
            }
        }
        return collect(in, Integer.BYTES) ? collectFrame(in) : null;
    }

    private @Nullable ByteBuffer collectFrame(ByteBuffer in) throws AmqpViolation {
        int size = size(ByteBuffer.wrap(partial).getInt(0));
        if (!collect(in, size)) {
            return null;
        }
        var whole = ByteBuffer.wrap(partial, 0, size).slice();
        partial = new byte[0];
        have = 0;
        return whole;
    }

    /// Room grows with what has come, not with what is announced.
    private boolean collect(ByteBuffer in, int wanted) {
        int more = Math.min(wanted - have, in.remaining());
        if (more > 0) {
            if (partial.length < have + more) {
                partial = Arrays.copyOf(partial, Math.min(wanted, 2 * (have + more)));
            }
            in.get(partial, have, more);
            have += more;
        }
        return have >= wanted;
    }

    private int size(int first) throws AmqpViolation {
        boolean headerMayCome = phase == Phase.START || phase == Phase.SASL;
        if (headerMayCome && first == AMQP) {
            return HEADER_BYTES;
        }
        if (phase == Phase.START) {
            throw new AmqpViolation(AmqpViolation.FRAMING, "no AMQP header");
        }
        int max = phase == Phase.OPEN ? limits.frameBytesMax() : limits.frameBytesBeforeOpenMax();
        if (first < HEADER_BYTES || first > max) {
            throw new AmqpViolation(
                    AmqpViolation.FRAMING,
                    "a frame of %d bytes, not 8 to %d".formatted(first & 0xffffffffL, max));
        }
        return first;
    }

    private void check(ByteBuffer whole) throws AmqpViolation {
        boolean header = (phase == Phase.START || phase == Phase.SASL) && whole.getInt(0) == AMQP;
        if (header) {
            checkHeader(whole.getLong(0));
        } else {
            checkFrame(whole);
        }
    }

    private void checkHeader(long header) throws AmqpViolation {
        if (header == AMQP_HEADER) {
            phase = Phase.OPENING;
        } else if (header == SASL_HEADER && phase == Phase.START) {
            phase = Phase.SASL;
        } else {
            throw new AmqpViolation(AmqpViolation.FRAMING, "not AMQP 1.0");
        }
    }

    private void checkFrame(ByteBuffer frame) throws AmqpViolation {
        int body = (frame.get(4) & 0xff) * 4;
        int type = frame.get(5) & 0xff;
        if (body < HEADER_BYTES || body > frame.limit()) {
            throw new AmqpViolation(AmqpViolation.FRAMING, "a data offset outside of the frame");
        }
        if (type != (phase == Phase.SASL ? 1 : 0)) {
            throw new AmqpViolation(AmqpViolation.FRAMING, "a frame of the wrong type");
        }
        if (body == frame.limit()) {
            if (phase != Phase.OPEN) {
                throw new AmqpViolation(AmqpViolation.FRAMING, "an empty frame before open");
            }
            return;
        }
        int end = EncodingScan.end(frame, body, limits);
        var performative =
                Performative.at(frame, body)
                        .orElseThrow(
                                () ->
                                        new AmqpViolation(
                                                AmqpViolation.DECODING,
                                                "a frame that is no performative"));
        if (end != frame.limit() && performative != Performative.TRANSFER) {
            throw new AmqpViolation(AmqpViolation.FRAMING, "a frame with a payload it cannot have");
        }
        checkOrder(performative, frame.getShort(6) & 0xffff);
    }

    private void checkOrder(Performative performative, int channel) throws AmqpViolation {
        if (performative.isSasl() != (phase == Phase.SASL)) {
            throw new AmqpViolation(AmqpViolation.NOT_ALLOWED, performative + " out of place");
        }
        if (phase == Phase.SASL) {
            return;
        }
        if ((performative == Performative.OPEN) != (phase == Phase.OPENING)) {
            throw new AmqpViolation(AmqpViolation.NOT_ALLOWED, "open comes first, and once");
        }
        switch (performative) {
            case OPEN -> phase = Phase.OPEN;
            case CLOSE -> {
                // Always in place.
            }
            case BEGIN -> {
                if (channel >= limits.channelsMax() || begun.get(channel)) {
                    throw new AmqpViolation(
                            AmqpViolation.NOT_ALLOWED, "begin on a channel that is not free");
                }
                begun.set(channel);
            }
            default -> {
                if (!begun.get(channel)) {
                    throw new AmqpViolation(
                            AmqpViolation.NOT_ALLOWED, performative + " outside of a session");
                }
                if (performative == Performative.END) {
                    begun.clear(channel);
                }
            }
        }
    }
}

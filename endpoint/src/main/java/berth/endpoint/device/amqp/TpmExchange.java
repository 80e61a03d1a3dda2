package berth.endpoint.device.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/// SASL `TPM`, seen from the server. Every frame starts with a control byte: bit 7 says that a
/// segment follows, bit 6 that it is the last, bits 1 and 0 count segments.
///
/// ```text
/// device  00 scope 00 registration ID 00 endorsement key   START to KEYS
/// server  00
/// device  00 storage root key                              KEYS to BLOB; the blob is made
/// server  80 first part of the blob
/// device  00                                               BLOB to TOKEN
/// server  C1 rest of the blob
/// device  00 SAS token                                     TOKEN to OVER
/// ```
///
/// Always two segments: one stock client knows nothing else. A frame out of turn or of another form
/// ends the exchange.
///
/// Source: dps-device-protocol, section 3.3.
final class TpmExchange {
    /// What is to be done next.
    sealed interface Step {
        /// Send this.
        record Challenge(ByteString bytes) implements Step {}

        /// Make the blob, then call [TpmExchange#blob].
        record MakeBlob(LinkAddress device, ByteString endorsementKey, ByteString storageRootKey)
                implements Step {}

        /// The device has signed a token with the key in the blob.
        record Token(LinkAddress device, String token) implements Step {}

        record Refused(String reason) implements Step {}
    }

    private enum Turn {
        START,
        KEYS,
        BLOB,
        TOKEN,
        OVER
    }

    /// One stock client takes no more data in a frame.
    static final int SEGMENT_BYTES_MAX = 470;

    private static final int FIRST_SEGMENT = 0x80;
    private static final int LAST_SEGMENT = 0xc1;

    private Turn turn = Turn.START;
    private @Nullable LinkAddress device;
    private ByteString endorsementKey = ByteString.EMPTY;
    private ByteString rest = ByteString.EMPTY;

    /// A frame of the device's.
    Step received(ByteString frame) {
        var bytes = frame.toByteArray();
        if (bytes.length == 0 || bytes[0] != 0) {
            return refused("the control byte is not 00");
        }
        return switch (turn) {
            case START -> start(bytes);
            case KEYS -> keys(bytes);
            case BLOB -> acknowledgement(bytes);
            case TOKEN -> token(bytes);
            case OVER -> refused("the exchange is over");
        };
    }

    private Step start(byte[] bytes) {
        int first = indexOfZero(bytes, 1);
        int second = first < 0 ? -1 : indexOfZero(bytes, first + 1);
        if (second < 0 || second == bytes.length - 1) {
            return refused("no ID scope, registration ID and endorsement key");
        }
        device = named(bytes, first, second).orElse(null);
        if (device == null) {
            return refused("the ID scope or the registration ID is no name");
        }
        endorsementKey = ByteString.of(Arrays.copyOfRange(bytes, second + 1, bytes.length));
        turn = Turn.KEYS;
        return new Step.Challenge(ByteString.of((byte) 0));
    }

    private static Optional<LinkAddress> named(byte[] bytes, int first, int second) {
        return PlainResponse.utf8(Arrays.copyOf(bytes, first), 1)
                .flatMap(
                        scope ->
                                PlainResponse.utf8(Arrays.copyOf(bytes, second), first + 1)
                                        .map(id -> new LinkAddress(scope, id)));
    }

    private Step keys(byte[] bytes) {
        if (device == null || bytes.length == 1) {
            return refused("no storage root key");
        }
        turn = Turn.BLOB;
        return new Step.MakeBlob(
                device, endorsementKey, ByteString.of(Arrays.copyOfRange(bytes, 1, bytes.length)));
    }

    /// The blob the device is to open.
    Step blob(ByteString blob) {
        int half = blob.length() / 2;
        if (half == 0 || blob.length() - half > SEGMENT_BYTES_MAX) {
            return refused("the blob does not go into two segments");
        }
        var bytes = blob.toByteArray();
        rest = segment(LAST_SEGMENT, bytes, half, bytes.length);
        return new Step.Challenge(segment(FIRST_SEGMENT, bytes, 0, half));
    }

    private Step acknowledgement(byte[] bytes) {
        if (rest.isEmpty() || bytes.length != 1) {
            return refused("the first segment was not acknowledged");
        }
        turn = Turn.TOKEN;
        return new Step.Challenge(rest);
    }

    private Step token(byte[] bytes) {
        turn = Turn.OVER;
        var token = PlainResponse.utf8(bytes, 1);
        return device == null || token.isEmpty()
                ? refused("the token is not UTF-8")
                : new Step.Token(device, token.get());
    }

    private Step refused(String reason) {
        turn = Turn.OVER;
        return new Step.Refused(reason);
    }

    private static ByteString segment(int control, byte[] blob, int from, int to) {
        var segment = new byte[1 + to - from];
        segment[0] = (byte) control;
        System.arraycopy(blob, from, segment, 1, to - from);
        return ByteString.of(segment);
    }

    private static int indexOfZero(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                return at;
            }
        }
        return -1;
    }
}

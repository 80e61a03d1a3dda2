package berth.core.attestation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One element of a DER encoding: a tag of one octet, a definite length, the content.
///
/// Reads just what names and extensions of certificates need: tag numbers below 31, lengths in
/// their shortest form, nothing left over. Never reads past the bytes it was given and never
/// allocates more than a small multiple of them.
///
/// Source: ITU-T X.690, sections 8.1 and 10.1.
record DerElement(int tag, ByteBuffer content) {
    static final int INTEGER = 0x02;
    static final int BOOLEAN = 0x01;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final int HIGH_TAG_NUMBER = 0x1f;
    private static final int LONG_LENGTH = 0x80;

    /// The elements that fill `bytes`, in order, or empty when they do not fill it exactly.
    static Optional<List<DerElement>> all(ByteBuffer bytes) {
        var rest = bytes.slice();
        var elements = new ArrayList<DerElement>();
        while (rest.hasRemaining()) {
            var element = next(rest);
            if (element.isEmpty()) {
                return Optional.empty();
            }
            elements.add(element.get());
        }
        return Optional.of(elements);
    }

    /// The one element that fills `bytes`, if it has this tag.
    static Optional<DerElement> only(byte[] bytes, int tag) {
        return all(ByteBuffer.wrap(bytes))
                .filter(elements -> elements.size() == 1)
                .map(List::getFirst)
                .filter(element -> element.tag == tag);
    }

    /// The elements inside this one, or empty when its content is not a row of elements.
    Optional<List<DerElement>> children() {
        return all(content);
    }

    /// The elements inside this one, or empty when it has another tag or is malformed.
    Optional<List<DerElement>> children(int expectedTag) {
        return tag == expectedTag ? children() : Optional.empty();
    }

    byte[] bytes() {
        var bytes = new byte[content.remaining()];
        content.slice().get(bytes);
        return bytes;
    }

    private static Optional<DerElement> next(ByteBuffer rest) {
        int tag = Byte.toUnsignedInt(rest.get());
        if ((tag & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER || !rest.hasRemaining()) {
            return Optional.empty();
        }
        int length = length(rest);
        if (length < 0 || length > rest.remaining()) {
            return Optional.empty();
        }
        var content = rest.slice(rest.position(), length).asReadOnlyBuffer();
        rest.position(rest.position() + length);
        return Optional.of(new DerElement(tag, content));
    }

    /// Minus one for a length that is indefinite, too long for any certificate, or not in its
    /// shortest form.
    private static int length(ByteBuffer rest) {
        int first = Byte.toUnsignedInt(rest.get());
        if (first < LONG_LENGTH) {
            return first;
        }
        int octets = first - LONG_LENGTH;
        if (octets < 1 || octets > 3 || octets > rest.remaining()) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = (length << 8) | Byte.toUnsignedInt(rest.get());
        }
        boolean shortest = length >= LONG_LENGTH && length >>> (8 * (octets - 1)) != 0;
        return shortest ? length : -1;
    }
}

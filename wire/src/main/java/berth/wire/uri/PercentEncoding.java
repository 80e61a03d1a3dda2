package berth.wire.uri;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// `%` and two hexadecimal digits of either case for one byte of UTF-8. A plus sign is a plus sign:
/// the blank of HTML forms has no business in names and signatures.
///
/// Source: RFC 3986, section 2.1.
public final class PercentEncoding {
    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /// Everything but ASCII letters, digits and `- . _ ~` escaped, with upper-case digits.
    public static String encode(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (unreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /// Decodes once. Empty when an escape is torn or the result is not UTF-8.
    public static Optional<String> decode(String text) {
        return decode(text, true);
    }

    /// Decodes once; a percent sign that starts no escape stays what it is, because some clients
    /// put names into tokens without encoding them. Empty when the result is not UTF-8.
    public static Optional<String> decodeLeniently(String text) {
        return decode(text, false);
    }

    private static Optional<String> decode(String text, boolean strict) {
        int escape = text.indexOf('%');
        if (escape < 0) {
            return Optional.of(text);
        }
        var bytes = new ByteArrayOutputStream(text.length());
        int from = 0;
        while (escape >= 0) {
            bytes.writeBytes(text.substring(from, escape).getBytes(StandardCharsets.UTF_8));
            if (startsEscape(text, escape)) {
                bytes.write(HexFormat.fromHexDigits(text, escape + 1, escape + 3));
                from = escape + 3;
            } else if (strict) {
                return Optional.empty();
            } else {
                bytes.write('%');
                from = escape + 1;
            }
            escape = text.indexOf('%', from);
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return utf8(bytes.toByteArray());
    }

    private static boolean startsEscape(String text, int at) {
        return at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean unreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || UNRESERVED.indexOf(b) >= 0;
    }
}

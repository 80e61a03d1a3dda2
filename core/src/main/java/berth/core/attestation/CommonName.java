package berth.core.attestation;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.security.auth.x500.X500Principal;

/// The common name of a certificate's subject, read from the encoded name.
///
/// A subject speaks for a device only when it has exactly one common name; two of them, in one
/// relative name or in several, would let two readers see two devices. The text forms of names are
/// not used: their escapes have several readings.
///
/// ```text
/// Name         ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value }
/// commonName   ::= 2.5.4.3
/// ```
///
/// Source: RFC 5280, section 4.1.2.4 and appendix A.1.
public sealed interface CommonName {
    /// The one common name, as encoded: neither folded nor trimmed, possibly of any characters.
    record Found(String value) implements CommonName {}

    /// `reason` continues the sentence "the subject has …".
    record Unusable(String reason) implements CommonName {}

    static CommonName of(X500Principal name) {
        return ofEncoded(name.getEncoded());
    }

    /// Reads a DER-encoded name.
    static CommonName ofEncoded(byte... name) {
        var values = commonNames(name);
        if (values.isEmpty()) {
            return new Unusable("a malformed name");
        }
        return switch (values.get().size()) {
            case 0 -> new Unusable("no common name");
            case 1 -> text(values.get().getFirst());
            default -> new Unusable("more than one common name");
        };
    }

    private static Optional<List<DerElement>> commonNames(byte... name) {
        var relativeNames =
                DerElement.only(name, DerElement.SEQUENCE).flatMap(DerElement::children);
        if (relativeNames.isEmpty()) {
            return Optional.empty();
        }
        var found = new ArrayList<DerElement>();
        for (var relativeName : relativeNames.get()) {
            var attributes = relativeName.children(DerElement.SET);
            if (attributes.isEmpty() || attributes.get().isEmpty()) {
                return Optional.empty();
            }
            for (var attribute : attributes.get()) {
                var parts = attribute.children(DerElement.SEQUENCE);
                if (parts.isEmpty() || parts.get().size() != 2) {
                    return Optional.empty();
                }
                var type = parts.get().getFirst();
                if (type.tag() != DerElement.OBJECT_IDENTIFIER) {
                    return Optional.empty();
                }
                if (Arrays.equals(type.bytes(), new byte[] {0x55, 0x04, 0x03})) {
                    found.add(parts.get().getLast());
                }
            }
        }
        return Optional.of(found);
    }

    private static CommonName text(DerElement value) {
        var charset = charset(value.tag());
        if (charset.isEmpty()) {
            return new Unusable("a common name of an unsupported string type");
        }
        var text = decoded(charset.get(), value.bytes());
        if (text.isEmpty()) {
            return new Unusable("a common name that is not text of its string type");
        }
        return text.get().isEmpty() ? new Unusable("an empty common name") : new Found(text.get());
    }

    /// T61String is read as Latin-1: what everybody writes into it who does not mean ASCII.
    private static Optional<Charset> charset(int tag) {
        return switch (tag) {
            case 0x0c -> Optional.of(StandardCharsets.UTF_8);
            case 0x13, 0x16 -> Optional.of(StandardCharsets.US_ASCII);
            case 0x14 -> Optional.of(StandardCharsets.ISO_8859_1);
            case 0x1c -> Optional.of(StandardCharsets.UTF_32BE);
            case 0x1e -> Optional.of(StandardCharsets.UTF_16BE);
            default -> Optional.empty();
        };
    }

    /// Malformed bytes decode to a replacement, which does not encode to them again.
    private static Optional<String> decoded(Charset charset, byte... bytes) {
        var text = new String(bytes, charset);
        return Arrays.equals(text.getBytes(charset), bytes) ? Optional.of(text) : Optional.empty();
    }
}

package berth.wire.x509;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.security.auth.x500.X500Principal;

/// A distinguished name as Azure shows it: most specific part first, parts joined by a comma and a
/// blank, values in quotation marks where they contain what separates parts. A name that cannot be
/// taken apart is shown as its encoding. For reading by people; nothing is decided by it.
final class DistinguishedNameText {
    private static final Map<ASN1ObjectIdentifier, String> KEYWORDS =
            Map.ofEntries(
                    Map.entry(BCStyle.CN, "CN"),
                    Map.entry(BCStyle.C, "C"),
                    Map.entry(BCStyle.L, "L"),
                    Map.entry(BCStyle.ST, "S"),
                    Map.entry(BCStyle.STREET, "STREET"),
                    Map.entry(BCStyle.O, "O"),
                    Map.entry(BCStyle.OU, "OU"),
                    Map.entry(BCStyle.T, "T"),
                    Map.entry(BCStyle.GIVENNAME, "G"),
                    Map.entry(BCStyle.INITIALS, "I"),
                    Map.entry(BCStyle.SURNAME, "SN"),
                    Map.entry(BCStyle.SERIALNUMBER, "SERIALNUMBER"),
                    Map.entry(BCStyle.DC, "DC"),
                    Map.entry(BCStyle.E, "E"));

    private DistinguishedNameText() {}

    static String of(X500Principal name) {
        try {
            var parts = Arrays.asList(X500Name.getInstance(name.getEncoded()).getRDNs());
            return parts.reversed().stream()
                    .map(DistinguishedNameText::part)
                    .collect(Collectors.joining(", "));
        } catch (IllegalArgumentException | IllegalStateException _) {
            // The platform took the certificate with this name, so it may stand in a record; the
            // record must stay readable.
            return "#" + HexFormat.of().formatHex(name.getEncoded());
        }
    }

    private static String part(RDN part) {
        return List.of(part.getTypesAndValues()).stream()
                .map(DistinguishedNameText::attribute)
                .collect(Collectors.joining(" + "));
    }

    private static String attribute(AttributeTypeAndValue attribute) {
        var type = attribute.getType();
        return KEYWORDS.getOrDefault(type, "OID." + type.getId())
                + "="
                + quoted(value(attribute.getValue()));
    }

    private static String value(ASN1Encodable value) {
        if (value instanceof ASN1String text) {
            return text.getString();
        }
        try {
            return "#"
                    + HexFormat.of()
                            .formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("what was just decoded can be encoded", e);
        }
    }

    private static String quoted(String value) {
        boolean plain =
                value.equals(value.strip())
                        && value.chars().noneMatch(c -> ",+=\"\n<>#;".indexOf(c) >= 0);
        return plain && !value.isEmpty() ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}

package berth.core.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

import javax.security.auth.x500.X500Principal;

class CnParsingTest {
    private static final int UTF8 = 0x0c;
    private static final int PRINTABLE = 0x13;
    private static final int T61 = 0x14;
    private static final int IA5 = 0x16;
    private static final int UNIVERSAL = 0x1c;
    private static final int BMP = 0x1e;
    private static final int INTEGER = 0x02;

    private static final String COMMON_NAME = "550403";
    private static final String ORGANIZATION = "55040a";

    @Test
    void everyStringTypeOfACommonNameIsRead() {
        assertThat(soleName(UTF8, "zähler-7".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new CommonName.Found("zähler-7"));
        assertThat(soleName(PRINTABLE, ascii("meter-7"))).isEqualTo(found("meter-7"));
        assertThat(soleName(IA5, ascii("meter_7"))).isEqualTo(found("meter_7"));
        assertThat(soleName(T61, new byte[] {'m', (byte) 0xfc})).isEqualTo(found("mü"));
        assertThat(soleName(BMP, "meter-7".getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(found("meter-7"));
        assertThat(soleName(UNIVERSAL, new byte[] {0, 0, 0, 'm', 0, 0, 0, '7'}))
                .isEqualTo(found("m7"));
    }

    @Test
    void theCommonNameIsFoundAmongOtherAttributes() {
        assertThat(CommonName.of(new X500Principal("O=Contoso,CN=meter-7,C=DE")))
                .isEqualTo(found("meter-7"));
        assertThat(CommonName.of(new X500Principal("O=Contoso+CN=meter-7+OU=grid,C=DE")))
                .isEqualTo(found("meter-7"));
    }

    /// A reader of text forms may take the inner `CN=` for a common name of its own.
    @Test
    void whatLooksLikeAnotherCommonNameInsideAValueIsNone() {
        assertThat(CommonName.of(new X500Principal("CN=meter-7,O=\"x, CN=other\"")))
                .isEqualTo(found("meter-7"));
        assertThat(CommonName.of(new X500Principal("CN=\"meter-7,CN=other\"")))
                .isEqualTo(found("meter-7,CN=other"));
        assertThat(CommonName.of(new X500Principal("O=CN\\=meter-7")))
                .isEqualTo(new CommonName.Unusable("no common name"));
    }

    @Test
    void nothingIsTrimmedFoldedOrUnescaped() {
        assertThat(soleName(UTF8, ascii(" Meter\\207 "))).isEqualTo(found(" Meter\\207 "));
        assertThat(soleName(UTF8, new byte[] {'a', 0, 'b'})).isEqualTo(found("a\0b"));
    }

    @Test
    void twoCommonNamesAreUnusableWhereverTheyStand() {
        var two = new CommonName.Unusable("more than one common name");
        assertThat(CommonName.of(new X500Principal("CN=meter-7,CN=meter-8"))).isEqualTo(two);
        assertThat(CommonName.of(new X500Principal("CN=meter-7+CN=meter-8"))).isEqualTo(two);
        assertThat(CommonName.of(new X500Principal("CN=meter-7,O=x,CN=meter-7"))).isEqualTo(two);
    }

    @Test
    void aSubjectWithoutACommonNameIsUnusable() {
        var none = new CommonName.Unusable("no common name");
        assertThat(CommonName.of(new X500Principal("O=Contoso"))).isEqualTo(none);
        assertThat(CommonName.of(new X500Principal(""))).isEqualTo(none);
    }

    @Test
    void anEmptyCommonNameIsUnusable() {
        assertThat(soleName(UTF8)).isEqualTo(new CommonName.Unusable("an empty common name"));
    }

    @Test
    void otherTypesThanStringsAreUnusable() {
        assertThat(soleName(INTEGER, (byte) 7))
                .isEqualTo(new CommonName.Unusable("a common name of an unsupported string type"));
    }

    @Test
    void bytesThatAreNoTextOfTheirTypeAreUnusable() {
        var notText = new CommonName.Unusable("a common name that is not text of its string type");
        assertThat(soleName(UTF8, (byte) 0xff)).isEqualTo(notText);
        assertThat(soleName(UTF8, (byte) 0xc0, (byte) 0x80)).isEqualTo(notText);
        assertThat(soleName(PRINTABLE, (byte) 0xe4)).isEqualTo(notText);
        assertThat(soleName(BMP, (byte) 0)).isEqualTo(notText);
        assertThat(soleName(UNIVERSAL, (byte) 0, (byte) 0)).isEqualTo(notText);
    }

    @Test
    void everythingThatIsNoNameIsMalformed() {
        var whole = name(rdn(attribute(COMMON_NAME, UTF8, ascii("meter-7"))));
        for (int length = 0; length < whole.length; length++) {
            assertThat(CommonName.ofEncoded(Arrays.copyOf(whole, length)))
                    .isEqualTo(new CommonName.Unusable("a malformed name"));
        }
        assertMalformed(Arrays.copyOf(whole, whole.length + 1));
        assertMalformed(name(der(0x31)));
        assertMalformed(name(rdn(der(0x30, hex("0603550403")))));
        assertMalformed(name(rdn(der(0x31, hex("06035504030c0161")))));
        assertMalformed(name(rdn(der(0x30, hex("02035504030c0161")))));
        assertMalformed(name(der(0x30, attribute(COMMON_NAME, UTF8, ascii("a")))));
    }

    @Test
    void lengthsThatAreNotInTheirShortestFormAreMalformed() {
        assertMalformed(hex("308000"));
        assertMalformed(hex("308100"));
        assertMalformed(hex("30820000"));
        assertMalformed(hex("30847fffffff"));
        assertMalformed(hex("3083ffffff"));
    }

    @Test
    void longNamesAreRead() {
        var value = "m".repeat(70_000);
        assertThat(soleName(UTF8, ascii(value))).isEqualTo(found(value));
    }

    /// Whatever the bytes, the answer is a value.
    @Test
    void randomDamageNeverThrows() {
        var random = new SplittableRandom(25);
        var whole =
                name(
                        rdn(attribute(ORGANIZATION, PRINTABLE, ascii("Contoso"))),
                        rdn(attribute(COMMON_NAME, UTF8, ascii("meter-7"))));
        for (int round = 0; round < 20_000; round++) {
            var damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(CommonName.ofEncoded(damaged)).isNotNull();
        }
    }

    private static void assertMalformed(byte... name) {
        assertThat(CommonName.ofEncoded(name))
                .isEqualTo(new CommonName.Unusable("a malformed name"));
    }

    private static CommonName found(String value) {
        return new CommonName.Found(value);
    }

    private static CommonName soleName(int stringType, byte... value) {
        return CommonName.ofEncoded(name(rdn(attribute(COMMON_NAME, stringType, value))));
    }

    private static byte[] name(byte[]... relativeNames) {
        return der(0x30, relativeNames);
    }

    private static byte[] rdn(byte[]... attributes) {
        return der(0x31, attributes);
    }

    private static byte[] attribute(String type, int stringType, byte... value) {
        return der(0x30, der(0x06, hex(type)), der(stringType, value));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x10000) {
            out.writeBytes(
                    new byte[] {
                        (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length
                    });
        } else if (length >= 0x100) {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        } else if (length >= 0x80) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
        } else {
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}

package berth.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HexFormat;

import javax.security.auth.x500.X500Principal;

class CertificateInfoTest {
    /// Made with OpenSSL, which also printed the values below, but the serial number without the
    /// octet that keeps it positive.
    private static final String FACTORY =
            """
            -----BEGIN CERTIFICATE-----
            MIIBrDCCAVGgAwIBAgIEAMD/7jAKBggqhkjOPQQDAjAzMQswCQYDVQQGEwJERTEQ
            MA4GA1UECgwHQ29udG9zbzESMBAGA1UEAwwJZmFjdG9yeSA3MB4XDTI2MTEyMDIx
            MTYxNloXDTM2MTExNzIxMTYxNlowMzELMAkGA1UEBhMCREUxEDAOBgNVBAoMB0Nv
            bnRvc28xEjAQBgNVBAMMCWZhY3RvcnkgNzBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABCTVdMalyKgDqSUvqyVtjmzavFBJxSuKXkp53cW7KZvvlPiWR1R1pYPKTwf2
            sL3rY2kb2+m9mrmolHdrd2ewfS2jUzBRMB0GA1UdDgQWBBQ2vxZF0vGaWdtp7Mgh
            Kr9lsVGp4jAfBgNVHSMEGDAWgBQ2vxZF0vGaWdtp7MghKr9lsVGp4jAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQC07qQtYqpBlp94cbK/WhKUHgr6
            Vr6vNnWY0DyOjHGbOQIhAP68dGOpCOsWv5cGs5tIksyP+i26PEAhw/o3OjaSKJHX
            -----END CERTIFICATE-----
            """;

    @Test
    void aCertificateIsDescribed() {
        assertThat(CertificateText.read(FACTORY))
                .isInstanceOfSatisfying(
                        CertificateText.Reading.Read.class,
                        read ->
                                assertThat(CertificateInfo.of(read.certificate()))
                                        .isEqualTo(
                                                new CertificateInfo(
                                                        "CN=factory 7, O=Contoso, C=DE",
                                                        "0FB6BCA4278C3145468990D6AF9922DCA060F0B1",
                                                        "FD596205CD37248EA6487BFB9D429050654C49A3534EAB18C7ADEA6D94228F06",
                                                        "CN=factory 7, O=Contoso, C=DE",
                                                        Instant.parse("2026-11-20T21:16:16Z"),
                                                        Instant.parse("2036-11-17T21:16:16Z"),
                                                        "00C0FFEE",
                                                        3)));
    }

    @Test
    void namesStartWithTheirMostSpecificPart() {
        assertThat(text("CN=meter-7")).isEqualTo("CN=meter-7");
        assertThat(text("CN=meter-7, OU=grid, O=Contoso, L=Kiel, ST=SH, C=DE"))
                .isEqualTo("CN=meter-7, OU=grid, O=Contoso, L=Kiel, S=SH, C=DE");
        assertThat(text("")).isEmpty();
    }

    /// The platform takes such names, so certificates with them can be enrolled: a description that
    /// fails would take every list with it that such a record is in.
    @Test
    void aNameThatCannotBeTakenApartIsShownAsItIs() {
        var encoded = "300f310d300b0603550403b504726f6f74";
        assertThat(DistinguishedNameText.of(new X500Principal(HexFormat.of().parseHex(encoded))))
                .isEqualTo("#" + encoded);
    }

    @Test
    void valuesThatContainSeparatorsAreQuoted() {
        assertThat(text("O=\"Contoso, Ltd.\"")).isEqualTo("O=\"Contoso, Ltd.\"");
        assertThat(text("CN=\"say \\\"hi\\\"\"")).isEqualTo("CN=\"say \"\"hi\"\"\"");
        assertThat(text("CN=\\ blank")).isEqualTo("CN=\" blank\"");
    }

    @Test
    void typesWithoutAKeywordShowTheirNumber() {
        assertThat(text("1.2.3.4=#0C0161,CN=meter-7")).isEqualTo("OID.1.2.3.4=a, CN=meter-7");
        assertThat(text("1.2.3.4=#020107")).isEqualTo("OID.1.2.3.4=\"#020107\"");
    }

    private static String text(String name) {
        return DistinguishedNameText.of(new X500Principal(name));
    }
}

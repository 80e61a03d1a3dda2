package berth.core.attestation;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.id.RegistrationId;
import berth.core.json.JsonString;
import berth.testkit.x509.TestCertificates;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.x509.CertificateInfo;
import berth.wire.x509.CertificateText;
import berth.wire.x509.CertificateText.Reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Feeds bytes to everything that reads certificates: as text of an operator, as DER of a device,
/// as the bare elements within. What cannot be read is said to be so, and whatever can be read is
/// judged in every role, with a reason that fits into a log.
public final class CertificateFuzz {
    private static final long ALLOWANCE = 2 * 1024 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 1024;

    private static final Pattern LOGGABLE = Pattern.compile("[^\\p{Cntrl}\\u2028\\u2029]{1,1000}");
    private static final RegistrationId METER_7 = new RegistrationId("meter-7");

    /// From the corpus: an authority and a device of its.
    private static final X509Certificate ROOT = saved("root.pem");

    private static final X509Certificate LEAF = saved("leaf.pem");

    private CertificateFuzz() {}

    /// @throws AssertionError when a reader or a judge breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        allocatesAtMost(ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> readAndJudge(data));
        for (var element : DerElement.all(ByteBuffer.wrap(data)).orElse(List.of())) {
            holds(element.content().remaining() < data.length, "an element as long as its row");
        }
        if (CommonName.ofEncoded(data) instanceof CommonName.Found(String name)) {
            holds(!name.isEmpty(), "an empty common name was found");
        }
    }

    private static void readAndJudge(byte... data) {
        read(new String(data, StandardCharsets.ISO_8859_1)).ifPresent(CertificateFuzz::judge);
        read(Base64.getEncoder().encodeToString(data)).ifPresent(CertificateFuzz::judge);
    }

    private static Optional<EnrolledCertificate> read(String text) {
        return switch (CertificateText.read(text)) {
            case Reading.Read(var certificate) -> Optional.of(certificate);
            case Reading.Unreadable(String reason) -> {
                holds(LOGGABLE.matcher(reason).matches(), "not loggable: " + reason);
                yield Optional.empty();
            }
        };
    }

    private static void judge(EnrolledCertificate enrolled) {
        var certificate = enrolled.certificate();
        holds(
                CertificateText.read(CertificateText.pem(certificate))
                                instanceof Reading.Read(var again)
                        && again.equals(enrolled),
                "written and read, it is another");
        checkDescription(CertificateInfo.of(enrolled));
        var now = TestCertificates.NOW;
        var slots = new CertificateSlots(enrolled, null);
        check(ChainJudgement.pinned(List.of(certificate), slots, METER_7, now));
        check(ChainJudgement.chained(List.of(LEAF, certificate), enrolled, METER_7, now));
        check(ChainJudgement.chained(List.of(certificate, certificate), enrolled, METER_7, now));
        // A damaged certificate has a broken signature; the rules behind it are looked at as well.
        judgeUnsigned(certificate);
        ChainKeys.of(List.of(LEAF, certificate));
    }

    /// It goes into JSON, which whoever asked must be able to read.
    private static void checkDescription(CertificateInfo info) {
        for (var name : List.of(info.subjectName(), info.issuerName())) {
            var json = JsonText.bytes(new JsonString(name));
            try {
                JsonText.parse(json, new JsonLimits(1, Integer.MAX_VALUE, 1, 1));
            } catch (MalformedJson e) {
                throw new AssertionError("a description that nobody can read: " + name, e);
            }
        }
    }

    private static void judgeUnsigned(X509Certificate certificate) {
        var now = TestCertificates.NOW;
        var purpose = CertificateRules.CLIENT_AUTH;
        check(CertificationPath.judge(List.of(certificate), ROOT, purpose, now));
        check(CertificationPath.judge(List.of(LEAF, certificate), ROOT, purpose, now));
        var complaint = CertificateRules.ofAnchor(certificate, now);
        complaint.ifPresent(CertificateFuzz::checkLoggable);
        if (complaint.isEmpty()) {
            check(CertificationPath.judge(List.of(LEAF), certificate, purpose, now));
        }
        CertificateRules.ofIssuer(certificate, now).ifPresent(CertificateFuzz::checkLoggable);
    }

    private static void check(CertificateVerdict verdict) {
        if (verdict instanceof CertificateVerdict.Rejected(String reason)) {
            checkLoggable(reason);
        }
    }

    private static void checkLoggable(String reason) {
        holds(LOGGABLE.matcher(reason).matches(), "not loggable: " + reason);
    }

    private static X509Certificate saved(String name) {
        try (var file = CertificateFuzz.class.getResourceAsStream("/fuzz/certificate/" + name)) {
            var pem =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return read(pem).orElseThrow().certificate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

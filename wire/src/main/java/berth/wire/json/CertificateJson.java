package berth.wire.json;

import berth.core.attestation.EnrolledCertificate;
import berth.core.enrollment.AttestationDraft;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.x509.CertificateInfo;
import berth.wire.x509.CertificateText;

import java.util.LinkedHashMap;

/// Certificates in enrollments: they come as text and leave as a description. Source:
/// dps-service-api, section 2.3.
final class CertificateJson {
    private CertificateJson() {}

    static AttestationDraft.Certificate read(String text) {
        return switch (CertificateText.read(text)) {
            case CertificateText.Reading.Read(var certificate) ->
                    new AttestationDraft.Certificate.Read(certificate);
            case CertificateText.Reading.Unreadable(String reason) ->
                    new AttestationDraft.Certificate.Unreadable(reason);
        };
    }

    static JsonObject info(EnrolledCertificate certificate) {
        var info = CertificateInfo.of(certificate);
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("subjectName", new JsonString(info.subjectName()));
        members.put("sha1Thumbprint", new JsonString(info.sha1Thumbprint()));
        members.put("sha256Thumbprint", new JsonString(info.sha256Thumbprint()));
        members.put("issuerName", new JsonString(info.issuerName()));
        members.put("notBeforeUtc", new JsonString(Timestamps.trimmed(info.notBefore())));
        members.put("notAfterUtc", new JsonString(Timestamps.trimmed(info.notAfter())));
        members.put("serialNumber", new JsonString(info.serialNumber()));
        members.put("version", JsonNumber.of(info.version()));
        return new JsonObject(members);
    }
}
